/* Shared by the cryptography part of the QAT shim. */
#ifndef EMU_QAT_CY_H
#define EMU_QAT_CY_H

#include "cpa_cy_im.h"
#include "cpa_cy_key.h"
#include "cpa_cy_sym.h"
#include "cpa_cy_sym_dp.h"
#include "emu.h"
#include "ops_crypto.h"
#include "ops_pke.h"
#include "qat_dc.h"

struct cy_call;

struct cy_stats {
    CpaCySymStats64 sym;
    CpaCyKeyGenStats64 key;
    Cpa64U pke[152]; /* each API's counters, as its statistics structure orders them; see cy_counters in qat_pke.h */
};

struct cy_instance {
    struct emu_queue sym, asym; /* two rings; key generation goes to the first */
    pthread_mutex_t lock;
    struct cy_call *pool, *free_calls;
    CpaVirtualToPhysical translate;
    struct cy_stats stats;
    bool started;
    struct qat_event event;
    CpaCySymDpCbFunc dp_callback;
    struct cy_call *staged, **staged_tail; /* data plane: in the ring, not yet handed to the device */
    unsigned staged_count;
    CpaCyInstanceNotificationCbFunc notify;
    void *notify_tag;
    bool notified;
};

#define CY_SESSION_MAGIC 0x4379537965737369ULL

struct cy_session {
    uint64_t magic;
    struct cy_instance *instance;
    CpaCySymCbFunc callback;    /* NULL: synchronous */
    CpaCySymSessionSetupData setup; /* keys are in the two below; its pointers are not followed later */
    struct emu_cipher_spec cipher;
    struct emu_hash hash;
    size_t hash_block;          /* bytes that partial hashes have to be a multiple of */
    bool data_plane;
    bool verify, appended;
    _Atomic unsigned in_flight;
    CpaCySymPacketType partial; /* FULL: no sequence of parts is under way */
    struct emu_cipher_stream cipher_stream; /* of the sequence of parts */
    struct emu_hash_stream hash_stream;
};

/* The two kinds of request, as the device holds them. */
struct cy_sym {
    struct cy_session *session;
    CpaCySymOpData op;          /* as it was at submission; what its pointers name is read at completion */
    CpaCySymOpData *user_op;
    CpaBufferList *source, *destination;
    CpaCySymDpOpData *dp;       /* not NULL: data plane */
    CpaBufferList dp_lists[2];  /* with addresses the host can use, arrays on the heap */
    uint8_t *early;             /* the source, when the destination overlaps it and is poisoned; on the heap */
    bool first_part;
};

struct cy_pke {
    struct emu_pke work;        /* operation, numbers, results */
    void *user_op;
    CpaFlatBuffer *out[2];      /* as the caller named them, for its callback */
    void *extra[2];             /* RSA key generation: the two keys */
    Cpa64U *counters;           /* requests, request errors, completed, completed with error, and perhaps invalid */
    bool counts_invalid;
};

enum cy_reply { CY_SYM, CY_FLAT, CY_VERDICT, CY_VERDICT_FLAT, CY_VERDICT_TWO, CY_RSA_KEYS };

/* One request: first as its caller describes it, then, in an instance's pool, as the device holds it. */
struct cy_call {
    struct emu_request request; /* first: the engine hands back a pointer to it */
    struct cy_call *next;
    struct cy_instance *instance;
    struct emu_queue *queue;
    enum emu_work engine;
    enum cy_reply reply;
    void (*callback)(void);     /* NULL: synchronous, or data plane */
    void *tag;
    CpaStatus status;
    bool verdict;               /* digest or signature is right, point is valid */
    union {
        struct cy_sym sym;
        struct cy_pke pke;
    } u;
};

/* --- instances (qat_cy.c) --- */

struct cy_instance *cy_instance_at(unsigned number);
struct cy_instance *cy_instance(CpaInstanceHandle handle); /* NULL: not a cryptography instance of this process */
CpaStatus cy_usable(const struct cy_instance *instance);
CpaStatus cy_ready(const struct cy_instance *instance);    /* usable, and it can translate addresses */
bool cy_reachable(const struct cy_instance *instance, const void *memory, size_t length);
void cy_make_instances(unsigned n);                        /* as many as for compression */
void cy_close_instances(void);
void cy_tell_restarting(void);
extern const Cpa32U cy_known_ciphers, cy_known_hashes;     /* bit per algorithm */

/* --- requests (qat_cy_ring.c) --- */

struct cy_call *cy_take_call(struct cy_instance *instance);
void cy_give_back(struct cy_call *call);
void cy_free_pool(struct cy_instance *instance);
int cy_enqueue(struct cy_call *call);
CpaStatus cy_launch(const struct cy_call *wanted, bool *verdict);
CpaStatus cy_poll(struct cy_instance *instance, Cpa32U quota, bool sym, bool asym);
void cy_count(Cpa64U *counter);

/* --- symmetric sessions and requests (qat_cy_session.c, qat_cy_sym.c) --- */

struct cy_session *cy_session(CpaCySymSessionCtx handle);  /* NULL: not an initialised session */
CpaStatus cy_init_session(struct cy_instance *instance, CpaCySymSessionCtx handle, CpaCySymCbFunc callback,
                          const CpaCySymSessionSetupData *setup, bool data_plane);
CpaStatus cy_check_setup(const CpaCySymSessionSetupData *setup); /* qat_cy_setup.c */
void cy_keep_setup(struct cy_session *session, const CpaCySymSessionSetupData *setup);
bool cy_is_aead(const struct cy_session *session);
void cy_sym_book(struct cy_call *call);
void cy_sym_settle(struct cy_call *call);                  /* counts and lets go of the session */
void cy_sym_after_callback(struct cy_session *session);
bool cy_fits(const struct cy_session *session, const CpaCySymOpData *op, size_t source, size_t destination); /* its ranges do */
CpaStatus cy_check_perform(const struct cy_session *session, const CpaCySymOpData *op, size_t source_bytes,
                           size_t destination_bytes);      /* qat_cy_check.c */

/* --- the work of symmetric requests (qat_cy_work.c) --- */

struct cy_range {
    size_t at, length;
};

bool cy_digest_due(const struct cy_sym *sym);
bool cy_is_gmac(const struct cy_session *session);
size_t cy_digest_length(const struct cy_sym *sym);
struct cy_range cy_ciphered(const struct cy_sym *sym);     /* of source and destination */
void cy_sym_poison(struct emu_request *request);
void cy_sym_work(struct emu_request *request);

/* --- public key (qat_cy_pke.c) --- */

void cy_pke_settle(struct cy_call *call);

#endif

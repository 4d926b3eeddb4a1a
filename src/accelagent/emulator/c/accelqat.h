/* OpenSSL 3 provider: AES and SHA-2 on QAT, through the vendor's interface only, so that it builds against QATlib as well.
   accelqat_device.c: instances, requests, and waiting inside an ASYNC_JOB; accelqat_gcm.c: messages of AES-GCM; accelqat_cipher.c: AES in
   other modes; accelqat_digest.c: SHA-2; accelqat.c: what OpenSSL sees. */
#ifndef ACCELQAT_H
#define ACCELQAT_H

#include <openssl/core.h>
#include <openssl/evp.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "cpa_cy_sym.h"

#define BLOCK 16
#define NONCE 12
#define MAX_AAD 240
#define RECORD_AAD 13          /* of TLS 1.2: sequence number, type, version, length */
#define RECORD_NONCE 8         /* the explicit part of its nonce, which goes before the payload */

/* --- the device (accelqat_device.c) --- */

void accelqat_start(void);                     /* once per process, however often it is called */
CpaInstanceHandle accelqat_instance(void);     /* the next in turn; NULL: there is no device */
OSSL_LIB_CTX *accelqat_software(void);         /* where the default provider is, for what the device does not take */
bool accelqat_pause(void);                     /* the job, if there is one; whoever resumes it polls */

#define ACCELQAT_STAGING 65536 /* bytes that go with one request */

/* One request at a time of a session on the device, and the pinned memory for it. Zeroed: none yet. */
struct accelqat_sym {
    CpaInstanceHandle instance;
    CpaCySymSessionCtx session;
    struct staging *pinned;
    _Atomic bool done, sent; /* sent: the device has a request of it */
    CpaStatus status;
};

bool accelqat_sym_ready(struct accelqat_sym *sym, const CpaCySymSessionSetupData *setup); /* makes the session, once */
/* False: not done, and nothing was written. `out` may be `in`, or NULL; a digest is handed over when it is asked for. */
bool accelqat_sym_run(struct accelqat_sym *sym, const CpaCySymOpData *wanted, const uint8_t *iv, const uint8_t *in, uint8_t *out,
                      size_t length, uint8_t *digest, size_t digest_length);
void accelqat_sym_drop(struct accelqat_sym *sym);

extern const OSSL_ALGORITHM accelqat_aes[], accelqat_digests[];

/* --- messages (accelqat_gcm.c) --- */

struct pinned;

struct gcm {
    size_t key_length, iv_length, tag_length, aad_length;
    bool encrypt, keyed, begun, on_device, tagged;
    bool record;                /* the next update is a whole record of TLS 1.2 */
    uint8_t key[32], iv[BLOCK], aad[MAX_AAD], tag[BLOCK];
    CpaInstanceHandle instance;
    CpaCySymSessionCtx session; /* NULL: none yet */
    bool session_encrypts;
    struct pinned *pinned;
    bool parts;                 /* the device has parts of this message */
    uint8_t rest[BLOCK];        /* the incomplete block, as it goes in */
    size_t rest_length;
    uint64_t blocks;            /* complete ones so far */
    EVP_CIPHER_CTX *software, *stream;
    _Atomic bool done, sent;    /* sent: the device has a request of it */
    CpaStatus status;
    CpaBoolean verdict;
};

void gcm_drop(struct gcm *gcm);                /* what it holds of the device and of OpenSSL */
int gcm_update(void *context, unsigned char *out, size_t *out_length, size_t out_size, const unsigned char *in,
               size_t in_length);
int gcm_final(void *context, unsigned char *out, size_t *out_length, size_t out_size);

#endif

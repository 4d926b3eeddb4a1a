/* What the processes of a run share, and who may write it. The device process (device_process.c) alone writes the board:
   one epoch, the devices' timelines, the stamps that travel with data. Every client process has a region that it alone
   writes: where its threads stand in time, and what it asks the device process. Everybody reads all of it. */
#ifndef EMU_SHARED_H
#define EMU_SHARED_H

#include "dsa.h"
#include "emu.h"
#include "iaa.h"

#define EMU_MAX_FACES 2048 /* threads of a process */
#define EMU_MAX_SEATS 256  /* processes of a run at a time */
#define EMU_BUCKETS 512
#define EMU_WAYS 16        /* channels per bucket */
#define EMU_RECORDS 32     /* writes of one channel that are told apart until they are read */
#define EMU_PAIRS 1024
#define EMU_AWAITED 16     /* channels that a thread in poll() is known to wait for */
#define EMU_ASKED 256      /* messages of a process that are not answered yet */

enum emu_birth { EMU_FACE_FREE = 0, EMU_FACE_UNBORN, EMU_FACE_ALIVE };

/* A thread as other processes see it. */
struct emu_face {
    _Atomic int life;
    _Atomic int pid, tid;
    _Atomic int parent;         /* unborn: the process whose spawned child takes this face, or 0 */
    _Atomic int blocked;        /* enum emu_blocking */
    _Atomic int pacing;         /* naps so that slower ones catch up, or connects: runnable, whatever the kernel says */
    _Atomic int inside;         /* in the emulator: its CPU time is not virtual time */
    _Atomic int idles;          /* does nothing but look for completions, in vain */
    _Atomic uint64_t vt_ns;
    _Atomic uint64_t until_ns;
    _Atomic uint64_t mark_ns;
    _Atomic uint64_t born_ns;   /* real time */
    _Atomic uint64_t awaits[EMU_AWAITED]; /* keys of the channels that it waits for; 0 ends the list */
};

/* --- what a process asks the device process --- */

enum emu_asked {
    EMU_ASK_NOTHING,            /* but to be answered after all that was asked before, by anybody */
    EMU_ASK_QAT,
    EMU_ASK_IAA,
    EMU_ASK_DSA,
    EMU_ASK_DSA_MEMBER,         /* of the batch that was asked for before it */
    EMU_ASK_TAKEN,              /* read from a channel: the stamp of what was taken */
    EMU_ASK_STAMPS,             /* of a channel: start_ns its last, done_ns when it was last drained */
    EMU_TELL_SENT,
    EMU_TELL_RETRACTED,         /* less went out than announced */
    EMU_TELL_LAST,
    EMU_TELL_DRAINED,
    EMU_TELL_CONNECTED,
    EMU_TELL_ACCEPTED,
    EMU_TELL_PAIR,
    EMU_TELL_BORN               /* the child that process `key` announced is there */
};

#define EMU_ANY_QUEUE UINT32_MAX

struct emu_message {
    uint32_t asked;             /* enum emu_asked */
    uint32_t queue;             /* of the configured ones; IAA: or EMU_ANY_QUEUE */
    uint64_t at_ns;
    union {
        struct {
            uint32_t work, level;
            uint64_t bytes, check_bytes;      /* IAA: decompressed again afterwards to compare */
            double slowdown;
        } book;
        struct {
            struct dsa_hw_desc desc;
            uint64_t extra_ns, after_ns, floor_ns; /* engine time for pages; from the end to the record; its least */
            double slowdown;
            uint32_t bytes;
            bool fence, dispatch_only;
        } dsa;
        struct {
            uint64_t key, amount, other;
            bool peek;
        } channel;
    };
};

/* --- a client process --- */

struct emu_region {
    _Atomic int pid;
    _Atomic int faces_used;
    _Atomic uint64_t changes;   /* counts blocking and unblocking */
    _Atomic uint32_t doorbell;  /* futex of the device process */
    _Atomic uint32_t waiting;   /* somebody sleeps on `answered` */
    _Atomic uint32_t tail;      /* messages so far */
    _Atomic uint32_t answered;  /* futex; of the device process, which goes by a count of its own */
    struct emu_message messages[EMU_ASKED];
    struct emu_answer answers[EMU_ASKED];
    struct emu_face faces[EMU_MAX_FACES];
};

/* --- the board --- */

struct emu_record {
    uint64_t end;               /* how much the channel had carried after this write */
    uint64_t at_ns;
};

/* One direction of a connection. */
struct emu_channel {
    uint64_t used_ns;           /* real time, for recycling */
    uint64_t last_ns;           /* latest of all its stamps: listening, opening, closing */
    uint64_t drained_ns;
    _Atomic uint64_t written, taken; /* bytes, or messages where boundaries are kept */
    unsigned first, count;
    struct emu_record records[EMU_RECORDS];
};

struct emu_bucket {
    _Atomic uint64_t keys[EMU_WAYS];
    struct emu_channel channels[EMU_WAYS];
};

struct emu_timeline {
    struct emu_model qat;
    struct dsa_line dsa[DSA_MAX_DEVICES];
    struct iaa_line iaa[IAA_MAX_DEVICES];
};

struct emu_board {
    uint64_t epoch_monotonic_ns, epoch_realtime_ns;
    _Atomic uint32_t sleeping;  /* the device process has to be woken */
    _Atomic uint32_t generation; /* counts changes of the seats */
    _Atomic int seats_used;
    _Atomic uint32_t seats[EMU_MAX_SEATS]; /* number of the region there; 0: nobody's yet */
    struct emu_timeline timeline;
    struct {
        _Atomic uint64_t inode, peer;
    } pairs[EMU_PAIRS];         /* the two ends of socketpair() */
    struct emu_bucket buckets[EMU_BUCKETS];
};

/* --- the way there (link.c); from inside the emulator only --- */

EMU_API const struct emu_board *emu_board(void);
EMU_API uint32_t emu_ask(const struct emu_message *message, struct emu_answer *place); /* ticket; place: NULL or filled in before it is settled */
EMU_API void emu_settle(uint32_t ticket);        /* waits until all up to it are answered */
EMU_API bool emu_answered(uint32_t ticket);      /* it is settled without waiting */
EMU_API struct emu_answer emu_ask_now(const struct emu_message *message);
EMU_API void emu_ask_all_answered(void);         /* the board shows what any process has asked so far */
EMU_API unsigned emu_asked_by_us(void);          /* not answered yet */
EMU_API bool emu_asked_by_others(void);
void emu_link_before_fork(void);
void emu_link_after_fork(void);
struct emu_region *emu_link_forked(void);        /* a region of the child's own; the parent's, for as long as the child needs it */
void emu_link_forget(struct emu_region *region);
struct emu_region *emu_own_region(void);
uint64_t emu_changes(void);

/* All faces of all processes: for (scan = {0, 0}; (face = emu_next_face(&scan)) != NULL;) */
struct emu_scan {
    int seat, index;            /* of the next one */
};

struct emu_face *emu_next_face(struct emu_scan *scan);
int emu_face_number(const struct emu_scan *scan); /* of the face that was got last; below EMU_MAX_SEATS * EMU_MAX_FACES */

/* --- faces (shared.c) --- */

struct emu_face *emu_face_claim(void);           /* for a thread of this process that starts */
struct emu_face *emu_face_first(void);           /* for the first thread after exec or spawn */
struct emu_face *emu_face_expect(uint64_t at_ns, bool spawned); /* for a child about to be made */
void emu_face_born(struct emu_face *face, uint64_t vt_ns);      /* called by its thread */
bool emu_face_has_input(const struct emu_face *face); /* what it waits for is on its way (channel.c) */
void emu_face_drop(struct emu_face *face);       /* one of this process */
void emu_faces_leave(void);                      /* this process ends */
bool emu_face_expired(const struct emu_face *face);
int emu_pid(void);                               /* cached; fork refreshes it */
void emu_pid_refresh(void);

#endif

/* What all processes of a run share: one epoch, where every thread stands in time, the devices' timelines, and the
   stamps that travel with data. A file in the stats directory, mapped by each process. */
#ifndef EMU_SHARED_H
#define EMU_SHARED_H

#include "emu.h"

#define EMU_MAX_FACES 2048
#define EMU_BUCKETS 512
#define EMU_WAYS 16      /* channels per bucket */
#define EMU_RECORDS 32   /* writes of one channel that are told apart until they are read */
#define EMU_PAIRS 1024
#define EMU_AWAITED 16   /* channels that a thread in poll() is known to wait for */
#define EMU_MODELS 4     /* timelines of devices; the look-aside compressor has number 0 */
#define EMU_AREA_WORDS 8192

enum emu_area { EMU_AREA_DSA, EMU_AREA_IAA, EMU_AREAS };

enum emu_birth { EMU_FACE_FREE = 0, EMU_FACE_UNBORN, EMU_FACE_ALIVE };

/* A thread as other processes see it. */
struct emu_face {
    _Atomic int life;
    _Atomic int pid, tid;
    _Atomic int parent;         /* unborn: the process whose spawned child takes this face, or 0 */
    _Atomic int blocked;        /* enum emu_blocking */
    _Atomic int pacing;         /* naps so that slower ones catch up, or connects: runnable, whatever the kernel says */
    _Atomic int inside;         /* in the emulator: its CPU time is not virtual time */
    _Atomic uint64_t vt_ns;
    _Atomic uint64_t until_ns;
    _Atomic uint64_t mark_ns;
    _Atomic uint64_t born_ns;   /* real time */
    _Atomic uint64_t awaits[EMU_AWAITED]; /* keys of the channels that it waits for; 0 ends the list */
};

struct emu_record {
    uint64_t end;               /* how much the channel had carried after this write */
    uint64_t at_ns;
};

/* One direction of a connection. */
struct emu_channel {
    _Atomic int lock;
    _Atomic uint64_t used_ns;   /* real time, for recycling */
    _Atomic uint64_t last_ns;   /* latest of all its stamps: listening, opening, closing */
    _Atomic uint64_t drained_ns;
    uint64_t written, taken;    /* bytes, or messages where boundaries are kept */
    unsigned first, count;
    struct emu_record records[EMU_RECORDS];
};

struct emu_bucket {
    _Atomic uint64_t keys[EMU_WAYS];
    struct emu_channel channels[EMU_WAYS];
};

struct emu_shared {
    _Atomic uint64_t ready;
    uint64_t epoch_monotonic_ns, epoch_realtime_ns;
    pthread_mutex_t device_lock; /* robust: its holder may be killed */
    struct emu_model models[EMU_MODELS];
    uint64_t areas[EMU_AREAS][EMU_AREA_WORDS]; /* timelines whose shape only their library knows: times and counts */
    _Atomic uint64_t changes;    /* counts blocking and unblocking */
    _Atomic int faces_used;
    struct emu_face faces[EMU_MAX_FACES];
    struct {
        _Atomic uint64_t inode, peer;
    } pairs[EMU_PAIRS];          /* the two ends of socketpair() */
    struct emu_bucket buckets[EMU_BUCKETS];
};

EMU_API struct emu_shared *emu_shared(void);

/* The timeline of one device, locked; it stays usable whenever a holder is killed. */
EMU_API struct emu_model *emu_device_lock(unsigned device);
EMU_API void *emu_area_lock(enum emu_area area); /* under the same lock */
EMU_API void emu_device_unlock(void);

struct emu_face *emu_face_claim(void);           /* for a thread of this process that starts */
struct emu_face *emu_face_first(void);           /* for the first thread after exec or spawn */
struct emu_face *emu_face_expect(uint64_t at_ns, bool spawned); /* for a child about to be made */
void emu_face_born(struct emu_face *face, uint64_t vt_ns);      /* called by its thread */
bool emu_face_has_input(const struct emu_face *face); /* what it waits for is on its way (channel.c) */
void emu_face_drop(struct emu_face *face);
void emu_faces_leave(void);                      /* this process ends */
int emu_pid(void);                               /* cached; fork refreshes it */
void emu_pid_refresh(void);

#endif

#include "shared.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define READY 0x656d7531746c6e65ULL
#define BIRTH_LIMIT_NS (2 * EMU_NS) /* real time in which an announced child shows up, or nobody waits for it */

static struct emu_shared *shared;
static int own_pid;
static struct emu_face nowhere; /* of threads beyond the table */

/* --- the mapping --- */

static void initialise(struct emu_shared *memory)
{
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&memory->device_lock, &attributes);
    memory->epoch_monotonic_ns = emu_real_ns(CLOCK_MONOTONIC);
    memory->epoch_realtime_ns = emu_real_ns(CLOCK_REALTIME);
    memory->ready = READY;
}

static bool expired(const struct emu_face *face)
{
    return face->life == EMU_FACE_UNBORN && emu_real_ns(CLOCK_MONOTONIC) > face->born_ns + BIRTH_LIMIT_NS;
}

/* A process that finds nobody there starts a new run, at time zero with idle devices. */
static bool deserted(const struct emu_shared *memory)
{
    for (int i = 0; i < memory->faces_used; i++) {
        const struct emu_face *face = &memory->faces[i];
        if (face->life == EMU_FACE_ALIVE && syscall(SYS_kill, face->pid, 0) == 0) {
            return false;
        }
        if (face->life == EMU_FACE_UNBORN && !expired(face)) {
            return false;
        }
    }
    return true;
}

/* Under the file's lock, so that exactly one process initialises; one killed before it finished is followed by the next. */
static struct emu_shared *map_file(void)
{
    char path[4128];
    const char *dir = emu_config()->stats_dir;
    if (dir[0] == '\0') {
        return NULL;
    }
    strcpy(stpcpy(path, dir), "/timeline");
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) {
        return NULL;
    }
    void *memory = MAP_FAILED;
    syscall(SYS_flock, fd, LOCK_EX);
    if (syscall(SYS_ftruncate, fd, sizeof *shared) == 0) {
        memory = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    }
    if (memory != MAP_FAILED && (((struct emu_shared *)memory)->ready != READY || deserted(memory))) {
        if (syscall(SYS_ftruncate, fd, 0) == 0 && syscall(SYS_ftruncate, fd, sizeof *shared) == 0) {
            initialise(memory);
        }
    }
    syscall(SYS_flock, fd, LOCK_UN); /* closing does not: the mapping keeps the open file */
    syscall(SYS_close, fd);
    return memory == MAP_FAILED ? NULL : memory;
}

static void map(void)
{
    shared = map_file();
    if (shared == NULL) { /* no directory: children of fork share it, others cannot */
        void *memory = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED) {
            static struct emu_shared last_resort;
            memory = &last_resort;
        }
        shared = memory;
        initialise(shared);
    }
}

struct emu_shared *emu_shared(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    if (shared == NULL) {
        pthread_once(&once, map);
    }
    return shared;
}

/* --- devices --- */

static struct emu_shared *locked(void)
{
    struct emu_shared *memory = emu_shared();
    if (pthread_mutex_lock(&memory->device_lock) == EOWNERDEAD) {
        /* Every field is a time up to which something is taken, so half a booking is still a valid timeline. */
        pthread_mutex_consistent(&memory->device_lock);
    }
    return memory;
}

struct emu_model *emu_device_lock(unsigned device)
{
    return &locked()->models[device % EMU_MODELS];
}

void *emu_area_lock(enum emu_area area)
{
    return locked()->areas[area];
}

void emu_device_unlock(void)
{
    pthread_mutex_unlock(&emu_shared()->device_lock);
}

/* --- faces --- */

int emu_pid(void)
{
    return own_pid != 0 ? own_pid : (own_pid = (int)syscall(SYS_getpid));
}

void emu_pid_refresh(void)
{
    own_pid = (int)syscall(SYS_getpid);
}

static bool vacant(const struct emu_face *face, bool look_for_dead)
{
    return face->life == EMU_FACE_FREE || expired(face) ||
           (look_for_dead && face->life == EMU_FACE_ALIVE && face->pid != emu_pid() &&
            syscall(SYS_kill, face->pid, 0) != 0 && errno == ESRCH);
}

static struct emu_face *take(struct emu_face *face, int index)
{
    struct emu_shared *memory = emu_shared();
    int seen = face->life;
    if (seen == EMU_FACE_UNBORN && !expired(face)) {
        return NULL;
    }
    if (!atomic_compare_exchange_strong(&face->life, &seen, EMU_FACE_UNBORN)) {
        return NULL;
    }
    face->born_ns = emu_real_ns(CLOCK_MONOTONIC);
    face->pid = face->tid = face->parent = 0;
    face->blocked = face->pacing = 0;
    face->inside = 1;
    face->vt_ns = face->until_ns = face->awaits[0] = 0;
    int used = memory->faces_used;
    while (used < index + 1 && !atomic_compare_exchange_weak(&memory->faces_used, &used, index + 1)) {
    }
    return face;
}

static struct emu_face *claim(void)
{
    struct emu_shared *memory = emu_shared();
    int error = errno;
    struct emu_face *mine = NULL;
    for (int i = 0; i < 2 * EMU_MAX_FACES && mine == NULL; i++) {
        int at = i % EMU_MAX_FACES;
        if (vacant(&memory->faces[at], i >= EMU_MAX_FACES)) {
            mine = take(&memory->faces[at], at);
        }
    }
    errno = error;
    return mine != NULL ? mine : &nowhere;
}

struct emu_face *emu_face_claim(void)
{
    struct emu_face *face = claim();
    face->pid = emu_pid();
    return face;
}

struct emu_face *emu_face_expect(uint64_t at_ns, bool spawned)
{
    struct emu_face *face = claim();
    face->vt_ns = at_ns;
    face->parent = spawned ? emu_pid() : 0;
    return face;
}

/* After exec the process has its face still; a spawned one finds the face that its parent announced. */
struct emu_face *emu_face_first(void)
{
    struct emu_shared *memory = emu_shared();
    struct emu_face *found = NULL;
    int parent = (int)syscall(SYS_getppid), pid = emu_pid();
    for (int i = 0; i < memory->faces_used; i++) {
        struct emu_face *face = &memory->faces[i];
        int unborn = EMU_FACE_UNBORN;
        if (face->life == EMU_FACE_ALIVE && face->pid == pid) {
            if (found == NULL) {
                found = face;
            } else {
                emu_face_drop(face); /* a thread that exec ended */
            }
        } else if (found == NULL && face->life == EMU_FACE_UNBORN && face->parent == parent &&
                   atomic_compare_exchange_strong(&face->life, &unborn, EMU_FACE_ALIVE)) {
            found = face;
        }
    }
    return found != NULL ? found : emu_face_claim();
}

void emu_face_born(struct emu_face *face, uint64_t vt_ns)
{
    face->pid = emu_pid();
    face->tid = (int)syscall(SYS_gettid);
    face->vt_ns = vt_ns;
    face->blocked = face->pacing = face->parent = 0;
    face->until_ns = face->awaits[0] = 0;
    face->life = EMU_FACE_ALIVE;
}

void emu_face_drop(struct emu_face *face)
{
    face->life = EMU_FACE_FREE;
}

void emu_faces_leave(void)
{
    struct emu_shared *memory = emu_shared();
    for (int i = 0; i < memory->faces_used; i++) {
        if (memory->faces[i].life == EMU_FACE_ALIVE && memory->faces[i].pid == emu_pid()) {
            emu_face_drop(&memory->faces[i]);
        }
    }
}

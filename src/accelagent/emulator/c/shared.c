/* Where the threads of this process stand, for all others to see. */
#include "shared.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BIRTH_LIMIT_NS (2 * EMU_NS) /* real time in which an announced child shows up, or nobody waits for it */

static int own_pid;
static struct emu_face nowhere; /* of threads beyond the table */

int emu_pid(void)
{
    return own_pid != 0 ? own_pid : (own_pid = (int)syscall(SYS_getpid));
}

void emu_pid_refresh(void)
{
    own_pid = (int)syscall(SYS_getpid);
}

bool emu_face_expired(const struct emu_face *face)
{
    return face->life == EMU_FACE_UNBORN && emu_real_ns(CLOCK_MONOTONIC) > face->born_ns + BIRTH_LIMIT_NS;
}

static struct emu_face *take(struct emu_region *region, int index)
{
    struct emu_face *face = &region->faces[index];
    int seen = face->life;
    bool vacant = seen == EMU_FACE_FREE || emu_face_expired(face);
    if (!vacant || !atomic_compare_exchange_strong(&face->life, &seen, EMU_FACE_UNBORN)) {
        return NULL;
    }
    face->born_ns = emu_real_ns(CLOCK_MONOTONIC);
    face->pid = face->tid = face->parent = 0;
    face->blocked = face->pacing = 0;
    face->inside = 1;
    face->vt_ns = face->until_ns = face->awaits[0] = 0;
    int used = region->faces_used;
    while (used < index + 1 && !atomic_compare_exchange_weak(&region->faces_used, &used, index + 1)) {
    }
    return face;
}

static struct emu_face *claim(void)
{
    struct emu_region *region = emu_own_region();
    struct emu_face *mine = NULL;
    for (int i = 0; i < EMU_MAX_FACES && mine == NULL; i++) {
        mine = take(region, i);
    }
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

/* A spawned process takes the place of the face that its parent announced. */
struct emu_face *emu_face_first(void)
{
    struct emu_scan scan = {0, 0};
    struct emu_face *mine = emu_face_claim(), *face;
    int parent = (int)syscall(SYS_getppid);
    while ((face = emu_next_face(&scan)) != NULL) {
        if (face->life == EMU_FACE_UNBORN && face->parent == parent) {
            mine->vt_ns = face->vt_ns;
            emu_ask_now(&(struct emu_message){.asked = EMU_TELL_BORN, .channel.key = (uint64_t)parent});
            break;
        }
    }
    return mine;
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
    struct emu_region *region = emu_own_region();
    for (int i = 0; i < region->faces_used; i++) {
        if (region->faces[i].life == EMU_FACE_ALIVE) {
            emu_face_drop(&region->faces[i]);
        }
    }
}

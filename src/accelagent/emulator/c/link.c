/* A client's way to the device process: memory that it asks through, and the memory of the others that it looks at.
   All by the kernel's own calls: the interposed ones are the program's. No descriptor stays open. */
#include "link.h"

#include <errno.h>
#include <linux/futex.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "service.h"

#define PATIENCE_S 2      /* real time until somebody looks whether the device process is still there */
#define LOOKS 500         /* some 20 us */
#define ATTEMPTS 4        /* a device process may end just when we come */
#define UNANSWERED 1      /* status */

static struct {
    atomic_flag busy;
    struct emu_board *board;
    struct emu_region *region;
    uint32_t number;                      /* of the region */
    struct emu_answer *places[EMU_ASKED]; /* of what is not settled yet */
    uint32_t tail, settled;
    bool local;                           /* no device process: done in place, for this process alone */
    struct emu_tenant tenant;             /* when local */
} own = {.busy = ATOMIC_FLAG_INIT};

static struct {
    struct emu_region *region;            /* never unmapped, only replaced: somebody may be looking at it */
    uint32_t number;
} peers[EMU_MAX_SEATS];
static uint32_t generation;
static atomic_flag refreshing = ATOMIC_FLAG_INIT;

/* Only ever taken between enter and leave, where this thread's signal handlers stand aside. */
static void lock(void)
{
    while (atomic_flag_test_and_set_explicit(&own.busy, memory_order_acquire)) {
        syscall(SYS_sched_yield);
    }
}

static void unlock(void)
{
    atomic_flag_clear_explicit(&own.busy, memory_order_release);
}

/* --- attaching --- */

static bool attach(void)
{
    int fds[2], fd = emu_link_reach();
    if (fd < 0) {
        return false;
    }
    uint32_t number = emu_link_say(fd, EMU_LINK_ATTACH, 0) ? emu_link_hear(fd, fds, 2) : 0;
    struct emu_board *board = number != 0 ? emu_link_map(fds[0], sizeof *board, false, own.board) : NULL;
    struct emu_region *region = number != 0 ? emu_link_map(fds[1], sizeof *region, true, NULL) : NULL;
    bool agreed = board != NULL && region != NULL && emu_link_say(fd, EMU_LINK_MAPPED, number) && emu_link_hear(fd, fds, 0) == number;
    syscall(SYS_close, fd);
    if (agreed) {
        own.board = board;
        own.region = region;
        own.number = number;
        own.tail = own.settled = 0;
    }
    return agreed;
}

uint64_t emu_reach_of_others(const struct emu_tenant *tenant)
{
    (void)tenant;
    return UINT64_MAX;
}

static void stay_local(void)
{
    static struct emu_board board;
    static struct emu_region region;
    own.local = true;
    own.board = &board;
    own.region = peers[0].region = &region;
    board.seats[0] = 1;
    peers[0].number = 1;
    board.seats_used = 1;
    own.tenant.region = &region;
    emu_service_begin(&board);
}

static bool wants_device(void)
{
    const struct emu_config *config = emu_config();
    return !config->helper && (config->stats_dir[0] != '\0' || getenv("ACCEL_EMU_DEVICE") != NULL);
}

static void begin(void)
{
    static const char complaint[] = "emulator: no device process can be reached: this process has devices of its own\n";
    int error = errno;
    bool done = false;
    for (int i = 0; wants_device() && !done && i < ATTEMPTS; i++) {
        done = attach();
    }
    if (!done) {
        if (wants_device()) {
            (void)!syscall(SYS_write, STDERR_FILENO, complaint, sizeof complaint - 1);
        }
        stay_local();
    }
    errno = error;
}

const struct emu_board *emu_board(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    if (own.region == NULL) {
        pthread_once(&once, begin);
    }
    return own.board;
}

struct emu_region *emu_own_region(void)
{
    emu_board();
    return own.region;
}

/* --- asking --- */

static void futex(_Atomic uint32_t *word, int operation, uint32_t value, const struct timespec *limit)
{
    syscall(SYS_futex, word, operation, value, limit, NULL, 0);
}

static void collect(void)
{
    uint32_t answered = own.region->answered;
    while (own.settled != answered && own.settled != own.tail) {
        uint32_t slot = own.settled++ % EMU_ASKED;
        if (own.places[slot] != NULL) {
            *own.places[slot] = own.region->answers[slot];
        }
    }
}

static void look_for_device(void)
{
    static const char complaint[] = "emulator: the device process is gone\n";
    int fd = emu_link_reach();
    if (fd < 0) {
        (void)!syscall(SYS_write, STDERR_FILENO, complaint, sizeof complaint - 1);
        syscall(SYS_exit_group, 70);
    }
    syscall(SYS_close, fd);
}

/* Who sleeps on a busy machine waits for a CPU afterwards: so it looks for a while, if there is another core that the
   device process can run on. */
static bool answered_soon(uint32_t seen)
{
    static int cores;
    cores = cores != 0 ? cores : (int)sysconf(_SC_NPROCESSORS_ONLN);
    for (int looks = 0; cores > 1 && looks < LOOKS; looks++) {
        if (own.region->answered != seen) {
            return true;
        }
        __builtin_ia32_pause();
    }
    return false;
}

static void wait_for_answers(void)
{
    const struct timespec limit = {PATIENCE_S, 0};
    struct emu_region *region = own.region;
    uint32_t seen = region->answered;
    if (own.settled != seen) {
        return;
    }
    region->doorbell++;
    if (own.board->sleeping) {
        futex(&region->doorbell, FUTEX_WAKE, 1, NULL);
    }
    if (answered_soon(seen)) {
        return;
    }
    region->waiting = 1;
    uint64_t before = emu_real_ns(CLOCK_MONOTONIC);
    futex(&region->answered, FUTEX_WAIT, seen, &limit);
    region->waiting = 0;
    if (region->answered == seen && emu_real_ns(CLOCK_MONOTONIC) > before + PATIENCE_S * EMU_NS - 1) {
        look_for_device();
    }
}

static void settle(uint32_t ticket)
{
    int error = errno;
    for (collect(); (int32_t)(own.settled - ticket) < 0; collect()) {
        wait_for_answers();
    }
    errno = error;
}

uint32_t emu_ask(const struct emu_message *message, struct emu_answer *place)
{
    emu_board();
    lock();
    if (own.local) {
        struct emu_answer answer = emu_service(own.board, &own.tenant, message);
        if (place != NULL) {
            *place = answer;
        }
        own.settled++;
    } else {
        if (own.tail - own.settled == EMU_ASKED) {
            settle(own.tail - EMU_ASKED / 2);
        }
        if (place != NULL) {
            place->status = UNANSWERED;
        }
        own.places[own.tail % EMU_ASKED] = place;
        own.region->messages[own.tail % EMU_ASKED] = *message;
        own.region->tail = own.tail + 1;
    }
    uint32_t ticket = ++own.tail;
    unlock();
    return ticket;
}

void emu_settle(uint32_t ticket)
{
    lock();
    settle(ticket);
    unlock();
}

bool emu_answered(uint32_t ticket)
{
    lock();
    if (!own.local) {
        collect();
    }
    bool answered = (int32_t)(own.settled - ticket) >= 0;
    unlock();
    return answered;
}

struct emu_answer emu_ask_now(const struct emu_message *message)
{
    struct emu_answer answer;
    emu_settle(emu_ask(message, &answer));
    return answer;
}

void emu_ask_all_answered(void)
{
    emu_ask_now(&(struct emu_message){.asked = EMU_ASK_NOTHING});
}

unsigned emu_asked_by_us(void)
{
    return own.local ? 0 : own.tail - own.region->answered;
}

bool emu_asked_by_others(void)
{
    for (int i = 0; !own.local && i < own.board->seats_used && i < EMU_MAX_SEATS; i++) {
        const struct emu_region *region = peers[i].region;
        if (region != NULL && region != own.region && region->pid != 0 && region->tail != region->answered) {
            return true;
        }
    }
    return false;
}

/* --- the others --- */

static void fetch(int fd, int seat, uint32_t number)
{
    int got[1];
    if (number == own.number) {
        peers[seat].region = own.region;
    } else if (emu_link_say(fd, EMU_LINK_FETCH, number) && emu_link_hear(fd, got, 1) == number) {
        struct emu_region *region = emu_link_map(got[0], sizeof *region, false, peers[seat].region);
        peers[seat].region = region != NULL ? region : peers[seat].region;
    }
    peers[seat].number = number;
}

static void refresh(void)
{
    int fd = -1, error = errno;
    uint32_t now = own.board->generation;
    for (int i = 0; i < own.board->seats_used && i < EMU_MAX_SEATS; i++) {
        uint32_t number = own.board->seats[i];
        if (number == peers[i].number || number == 0) {
            continue;
        }
        fd = fd >= 0 ? fd : emu_link_reach();
        if (fd >= 0) {
            fetch(fd, i, number);
        }
    }
    if (fd >= 0) {
        syscall(SYS_close, fd);
    }
    generation = now;
    errno = error;
}

struct emu_face *emu_next_face(struct emu_scan *scan)
{
    const struct emu_board *board = emu_board();
    bool first = scan->seat == 0 && scan->index == 0;
    if (first && !own.local && board->generation != generation && !atomic_flag_test_and_set(&refreshing)) {
        refresh();
        atomic_flag_clear(&refreshing);
    }
    for (; scan->seat < board->seats_used && scan->seat < EMU_MAX_SEATS; scan->seat++, scan->index = 0) {
        struct emu_region *region = peers[scan->seat].region;
        int used = region != NULL ? region->faces_used : 0;
        if (scan->index < used && scan->index < EMU_MAX_FACES) {
            return &region->faces[scan->index++];
        }
    }
    return NULL;
}

int emu_face_number(const struct emu_scan *scan)
{
    return scan->seat * EMU_MAX_FACES + scan->index - 1;
}

uint64_t emu_changes(void)
{
    const struct emu_board *board = emu_board();
    uint64_t sum = board->generation;
    for (int i = 0; i < board->seats_used && i < EMU_MAX_SEATS; i++) {
        sum += peers[i].region != NULL ? peers[i].region->changes : 0;
    }
    return sum;
}

/* --- fork --- */

void emu_link_before_fork(void)
{
    emu_board();
    lock();
    if (!own.local) {
        settle(own.tail);
    }
}

void emu_link_after_fork(void)
{
    unlock();
}

/* Another process has a region of its own, and its parent's is none of its business. */
struct emu_region *emu_link_forked(void)
{
    struct emu_region *before = own.region;
    unlock();
    atomic_flag_clear(&refreshing);
    if (own.local) {
        memset(before->faces, 0, sizeof *before->faces * (size_t)before->faces_used);
        before->faces_used = 0;
        return NULL;
    }
    bool done = false;
    for (int i = 0; !done && i < ATTEMPTS; i++) {
        done = attach();
    }
    if (!done) {
        look_for_device();
        stay_local();
    }
    return before;
}

void emu_link_forget(struct emu_region *region)
{
    for (int i = 0; i < EMU_MAX_SEATS; i++) {
        if (peers[i].region == region) {
            peers[i].region = NULL;
            peers[i].number = 0;
        }
    }
    generation = own.board->generation - 1; /* to be looked at like any other */
    if (region != NULL) {
        syscall(SYS_munmap, region, sizeof *region);
    }
}

/* Serving: messages of all clients in rounds, and the sleep in between. */
#include <errno.h>
#include <linux/futex.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "device_process.h"

#ifndef SYS_futex_waitv /* Linux 5.16 */
#define SYS_futex_waitv 449
#endif

#define MOST_WAITED 128 /* futexes at once */
#define BLIND_NS 200000 /* between looks at clients that cannot be waited for */

struct futex_wait {
    uint64_t value, address;
    uint32_t flags, reserved;
};

static _Atomic uint32_t changed; /* futex: the set of clients did */

void let_know(void)
{
    changed++;
    syscall(SYS_futex, &changed, FUTEX_WAKE, 1, NULL, NULL, 0);
}

/* --- serving --- */

bool sends(const struct seat *seat)
{
    return seat->tenant.region != NULL && seat->tenant.head != seat->tenant.region->tail;
}

static const struct emu_message *next_of(const struct seat *seat)
{
    return &seat->tenant.region->messages[seat->tenant.head % EMU_ASKED];
}

/* What a client has sent by now; more than fits is not to be believed. */
static uint32_t look(const struct emu_tenant *tenant)
{
    uint32_t tail = tenant->region->tail;
    return tail - tenant->head <= EMU_ASKED ? tail : tenant->head + EMU_ASKED;
}

/* What is answered with a stamp comes after all that was sent before it, by whomever: the second look sees that. */
static void look_at_all(void)
{
    for (int i = 0; i < server.board->seats_used; i++) {
        if (seats[i].tenant.region != NULL) {
            seats[i].tenant.seen = look(&seats[i].tenant);
        }
    }
    for (int i = 0; i < server.board->seats_used; i++) {
        if (seats[i].tenant.region != NULL) {
            seats[i].tenant.sent = look(&seats[i].tenant);
        }
    }
}

#define NOT_NOW UINT64_MAX

/* Bookings in the order of their time; what is answered with a stamp after those, unless something is behind it. */
static uint64_t rank(const struct seat *seat)
{
    const struct emu_tenant *tenant = &seat->tenant;
    if (tenant->region == NULL || tenant->head == tenant->sent) {
        return NOT_NOW;
    }
    const struct emu_message *message = next_of(seat);
    if (!emu_service_waits(message)) {
        return message->at_ns < UINT64_MAX / 4 ? message->at_ns : UINT64_MAX / 4;
    }
    bool early = (int32_t)(tenant->seen - tenant->head) > 0;
    return early ? UINT64_MAX / 2 + (tenant->sent - tenant->head == 1) : NOT_NOW;
}

static struct seat *first_in_line(void)
{
    struct seat *first = NULL;
    uint64_t best = NOT_NOW;
    for (int i = 0; i < server.board->seats_used; i++) {
        uint64_t place = rank(&seats[i]);
        if (place < best) {
            first = &seats[i];
            best = place;
        }
    }
    return first;
}

static void born(uint64_t parent)
{
    for (int i = 0; i < server.board->seats_used; i++) {
        struct emu_region *region = seats[i].tenant.region;
        if (region == NULL || (uint64_t)region->pid != parent) {
            continue;
        }
        for (int k = 0; k < EMU_MAX_FACES && k < region->faces_used; k++) {
            int unborn = EMU_FACE_UNBORN;
            if (region->faces[k].parent == (int)parent &&
                atomic_compare_exchange_strong(&region->faces[k].life, &unborn, EMU_FACE_FREE)) {
                return;
            }
        }
    }
}

static uint64_t reach_of(const struct emu_region *region)
{
    uint64_t reach = 0;
    for (int i = 0; i < EMU_MAX_FACES && i < region->faces_used; i++) {
        uint64_t at = region->faces[i].vt_ns;
        reach = region->faces[i].life == EMU_FACE_ALIVE && at > reach ? at : reach;
    }
    return reach;
}

uint64_t emu_reach_of_others(const struct emu_tenant *tenant)
{
    uint64_t reach = 0;
    bool any = false;
    for (int i = 0; i < server.board->seats_used; i++) {
        const struct seat *seat = &seats[i];
        if (&seat->tenant != tenant && seat->tenant.region != NULL && !seat->dead) {
            uint64_t one = reach_of(seat->tenant.region);
            reach = one > reach ? one : reach;
            any = true;
        }
    }
    return any ? reach : UINT64_MAX;
}

static void serve(struct seat *seat)
{
    struct emu_tenant *tenant = &seat->tenant;
    struct emu_message message = *next_of(seat); /* a copy: the client may write at any time */
    struct emu_answer answer = emu_service(server.board, tenant, &message);
    if (message.asked == EMU_TELL_BORN) {
        born(message.channel.key);
    }
    tenant->region->answers[tenant->head % EMU_ASKED] = answer;
    tenant->head++;
}

static void publish(struct emu_tenant *tenant)
{
    struct emu_region *region = tenant->region;
    if (region == NULL || region->answered == tenant->head) {
        return;
    }
    region->answered = tenant->head;
    if (region->waiting != 0) {
        syscall(SYS_futex, &region->answered, FUTEX_WAKE, 1, NULL, NULL, 0);
    }
}

/* One round: what everybody had sent when it began, so that nobody's stream of messages keeps another waiting. */
bool serve_all(void)
{
    bool any = false;
    struct seat *seat;
    look_at_all();
    while ((seat = first_in_line()) != NULL) {
        serve(seat);
        any = true;
    }
    for (int i = 0; any && i < server.board->seats_used; i++) {
        publish(&seats[i].tenant);
    }
    return any;
}

/* --- waiting --- */

static unsigned waited_for(struct futex_wait *waits)
{
    unsigned count = 0;
    waits[count++] = (struct futex_wait){changed, (uintptr_t)&changed, FUTEX_32, 0};
    for (int i = 0; i < server.board->seats_used; i++) {
        struct emu_region *region = seats[i].tenant.region;
        if (region != NULL && !seats[i].dead && count < MOST_WAITED) {
            waits[count++] = (struct futex_wait){region->doorbell, (uintptr_t)&region->doorbell, FUTEX_32, 0};
        }
    }
    return count;
}

static bool anybody_sends(void)
{
    for (int i = 0; i < server.board->seats_used; i++) {
        if (sends(&seats[i])) {
            return true;
        }
    }
    return false;
}

/* A message may lie unread until its sender, or anybody else, wants an answer: then there is a knock at a doorbell. */
static void rest(void)
{
    struct futex_wait waits[MOST_WAITED];
    struct timespec limit;
    pthread_mutex_lock(&server.lock);
    unsigned count = waited_for(waits);
    server.board->sleeping = 1;
    bool busy = anybody_sends(); /* who knocked before we slept is in here */
    pthread_mutex_unlock(&server.lock);
    clock_gettime(CLOCK_MONOTONIC, &limit);
    limit.tv_nsec += BLIND_NS;
    limit.tv_sec += limit.tv_nsec / (long)EMU_NS;
    limit.tv_nsec %= (long)EMU_NS;
    /* Regions do not go away meanwhile: a seat keeps its mapping until another client takes it (see release). */
    if (!busy) {
        bool blind = count == MOST_WAITED;
        long rc = syscall(SYS_futex_waitv, waits, count, 0, blind ? &limit : NULL, CLOCK_MONOTONIC);
        if (rc < 0 && errno != EAGAIN && errno != EINTR && errno != ETIMEDOUT) {
            clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &limit, NULL);
        }
    }
    server.board->sleeping = 0;
}

void *serve_clients(void *unused)
{
    for (;;) {
        pthread_mutex_lock(&server.lock);
        bool any = serve_all();
        pthread_mutex_unlock(&server.lock);
        if (!any) {
            rest();
        }
    }
    return unused;
}


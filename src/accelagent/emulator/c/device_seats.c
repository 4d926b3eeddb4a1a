/* Client processes come and go. Each has a seat, with a region that it alone can write, besides us. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "device_process.h"

#ifndef F_SEAL_FUTURE_WRITE /* Linux 5.1 */
#define F_SEAL_FUTURE_WRITE 0x0010
#endif

struct seat seats[EMU_MAX_SEATS];

/* The threads of who has ended are gone. True: a child that it announced may still come. */
static bool bury(struct seat *seat)
{
    struct emu_region *region = seat->tenant.region;
    bool expects = false;
    for (int i = 0; i < EMU_MAX_FACES && i < region->faces_used; i++) {
        struct emu_face *face = &region->faces[i];
        bool unborn = face->life == EMU_FACE_UNBORN && face->parent != 0 &&
                      emu_real_ns(CLOCK_MONOTONIC) < face->born_ns + 2 * EMU_NS;
        expects |= unborn;
        if (!unborn) {
            face->life = EMU_FACE_FREE;
        }
    }
    return expects;
}

void journal(const struct emu_tenant *tenant)
{
    if (server.stays && tenant->bookings > 0) {
        printf("{\"pid\":%d,\"bookings\":%" PRIu64 ",\"busy_ns\":%" PRIu64 ",\"latest_ns\":%" PRIu64 "}\n", tenant->region->pid,
               tenant->bookings, tenant->busy_ns, tenant->latest_ns);
        fflush(stdout);
    }
}

/* Nobody is there, nor announced by one who is not there any more. */
bool deserted(void)
{
    bool any = false;
    for (int i = 0; i < server.board->seats_used; i++) {
        if (seats[i].dead && seats[i].pid != 0 && !bury(&seats[i])) {
            seats[i].pid = 0;
        }
        any |= seats[i].pid != 0;
    }
    return !any;
}

/* The mapping stays until the seat is taken again: there is no hurry, and our other thread may be waiting on it. */
void leave(struct seat *seat)
{
    if (seat->pidfd >= 0) {
        close(seat->pidfd); /* which takes it out of what we wait for */
        seat->pidfd = -1;
    }
    serve_all(); /* what it had sent; a tail that it scribbled would ask for more than fits, without end */
    if (seat->tenant.region != NULL) {
        seat->tenant.head = seat->tenant.region->tail;
    }
    journal(&seat->tenant);
    seat->tenant.bookings = 0;
    seat->dead = true;
    seat->pid = bury(seat) ? seat->pid : 0;
    server.board->generation++;
}

static void clear(struct seat *seat)
{
    if (seat->tenant.region != NULL) {
        munmap(seat->tenant.region, sizeof *seat->tenant.region);
        close(seat->memory);
        free(seat->tenant.ahead);
    }
    memset(seat, 0, sizeof *seat);
    seat->pidfd = seat->memory = -1;
}

static struct seat *vacant(int pid)
{
    struct seat *found = NULL;
    for (int i = 0; i < EMU_MAX_SEATS; i++) {
        if (seats[i].pid == pid && !seats[i].dead) { /* before exec: another image, another region */
            leave(&seats[i]);
            seats[i].pid = 0;
        }
        if (seats[i].pid == 0 && found == NULL) {
            found = &seats[i];
        }
    }
    return found;
}

int make_memory(const char *name, size_t size, void **mapped)
{
    int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd >= 0 && ftruncate(fd, (off_t)size) == 0) {
        *mapped = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (*mapped != MAP_FAILED) {
            return fd;
        }
    }
    if (fd >= 0) {
        close(fd);
    }
    return -1;
}

/* Nobody maps it for writing from here on; who has, goes on. */
void seal(int fd)
{
    fcntl(fd, F_ADD_SEALS, F_SEAL_FUTURE_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
}

void new_run(void)
{
    for (int i = 0; i < EMU_MAX_SEATS; i++) {
        clear(&seats[i]);
        server.board->seats[i] = 0;
    }
    server.board->seats_used = 0;
    emu_service_begin(server.board);
}

/* NULL: there is no room. */
struct seat *take_seat(int pid, int own_pid)
{
    void *region;
    if (deserted()) {
        new_run();
    }
    struct seat *seat = vacant(pid);
    int memory = seat != NULL ? make_memory("accelemu-region", sizeof(struct emu_region), &region) : -1;
    if (memory < 0) {
        return NULL;
    }
    clear(seat);
    seat->tenant.region = region;
    seat->tenant.region->pid = own_pid;
    seat->tenant.number = ++server.numbers;
    seat->memory = memory;
    seat->pid = pid;
    seat->pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    int index = (int)(seat - seats);
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = SEAT_EVENT + (uint64_t)index};
    epoll_ctl(server.events, EPOLL_CTL_ADD, seat->pidfd, &event);
    if (server.board->seats_used <= index) {
        server.board->seats_used = index + 1;
    }
    return seat;
}

struct seat *seat_of(uint32_t number)
{
    for (int i = 0; number != 0 && i < EMU_MAX_SEATS; i++) {
        if (seats[i].tenant.number == number && seats[i].tenant.region != NULL) {
            return &seats[i];
        }
    }
    return NULL;
}

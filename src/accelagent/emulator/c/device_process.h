/* The device process, in three files: what is asked of it (device_rounds.c), who asks (device_seats.c), and how they
   come to know one another (device_process.c). */
#ifndef EMU_DEVICE_PROCESS_H
#define EMU_DEVICE_PROCESS_H

#include "service.h"

/* What an event is about, and which one. */
#define LISTENER_EVENT 0ULL
#define INPUT_EVENT 1ULL
#define PEER_EVENT (1ULL << 32)
#define SEAT_EVENT (1ULL << 33)

struct seat {
    struct emu_tenant tenant;
    int pid, pidfd, memory; /* the process as we see it; 0: nobody is there or to come */
    bool dead;
};

struct server {
    pthread_mutex_t lock;   /* seats and board, between the two threads */
    struct emu_board *board;
    int board_memory, events, folder;
    uint32_t numbers;       /* of regions so far */
    bool stays;
};

extern struct server server;
extern struct seat seats[EMU_MAX_SEATS];

/* With the lock held, but for serve_clients, which is the other thread. */
void *serve_clients(void *unused);
bool serve_all(void);             /* one round; true: there was something to do */
bool sends(const struct seat *seat);
void let_know(void);              /* the set of clients changed */

int make_memory(const char *name, size_t size, void **mapped);
void seal(int fd);
struct seat *take_seat(int pid, int own_pid); /* NULL: there is no room */
struct seat *seat_of(uint32_t number);
void leave(struct seat *seat);
void journal(const struct emu_tenant *tenant);
bool deserted(void);              /* nobody is there, nor announced by one who is not there any more */
void new_run(void);

#endif

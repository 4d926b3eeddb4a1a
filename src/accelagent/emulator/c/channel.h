/* Virtual time that travels with data between processes and threads: pipes and sockets. */
#ifndef EMU_CHANNEL_H
#define EMU_CHANNEL_H

#include <sys/socket.h>

#include "shared.h"

enum emu_kind {
    EMU_UNKNOWN = 0,
    EMU_PLAIN,    /* files and everything else that carries no time */
    EMU_STREAM,   /* bytes */
    EMU_MESSAGES  /* datagrams: boundaries are kept */
};

/* What an fd writes to and reads from, found out once and kept until the fd is closed or replaced. */
struct emu_end {
    enum emu_kind kind;
    uint64_t out, in;   /* channel keys; 0: none (an unconnected datagram socket has no `out`) */
};

struct emu_sending {
    uint64_t key;
    size_t amount;
    uint64_t at_ns;
    bool full;          /* the writer has to wait until somebody reads */
};

enum emu_purpose {
    EMU_KEY_PIPE = 1,
    EMU_KEY_PAIR,
    EMU_KEY_UNIX,
    EMU_KEY_INET,
    EMU_KEY_DATAGRAM,
    EMU_KEY_LISTEN,
    EMU_KEY_OPENED
};

/* The addresses of a socket as numbers; 0: none. */
struct emu_names {
    sa_family_t family;
    uint64_t local, peer;
};

#define EMU_MAX_FD 8192

uint64_t emu_key(enum emu_purpose purpose, uint64_t first, uint64_t second);
bool emu_names_of(int fd, struct emu_names *names);
bool emu_end_carries_time(int fd);    /* as far as it is known; fd < EMU_MAX_FD */
struct emu_end emu_end_of(int fd);
void emu_end_forget(int fd);
uint64_t emu_key_to(const struct sockaddr *address, socklen_t length); /* of datagrams to that address */

struct emu_sending emu_send_begin(struct emu_thread *self, int fd, struct emu_end end, size_t amount);
void emu_send_end(struct emu_thread *self, const struct emu_sending *sending, ssize_t rc);
void emu_await(struct emu_thread *self, const int *fds, int count); /* before a wait for input of any of them */
void emu_receive_begin(struct emu_thread *self, struct emu_end end);
void emu_receive_end(struct emu_thread *self, struct emu_end end, ssize_t rc, size_t wanted, bool peek);

void emu_stamp_close(struct emu_thread *self, int fd);        /* whoever reads the end of it is not earlier */
void emu_stamp_all_closed(struct emu_thread *self);           /* the process ends */
void emu_stamp_listen(struct emu_thread *self, int fd);
void emu_stamp_connecting(struct emu_thread *self, int fd);   /* also gives nameless Unix sockets a name */
void emu_stamp_connected(struct emu_thread *self, int fd);
void emu_stamp_accepted(struct emu_thread *self, int fd);
void emu_pair(int a, int b);

#endif

#ifndef NET_H
#define NET_H

#include <signal.h>
#include <stddef.h>

enum { NET_LINE_BYTES = 256, NET_BUFFER_BYTES = 4096, NET_PEERS = 64, NET_TIMEOUT_S = 60 };

/* One end of a connection with its read-ahead. */
struct net_peer {
    int fd;
    size_t start;
    size_t end;
    char buffer[NET_BUFFER_BYTES];
};

/*
 * Addresses are `unix:PATH` or `IPV4:PORT`.  Both return a file descriptor, or -1 with errno set (EINVAL: the address
 * itself is wrong).  Reads and writes of peers give up after NET_TIMEOUT_S.
 */
int net_listen(const char *address);
int net_connect(const char *address);

/* Reads up to and without the newline; returns the length, or -1 at the end, on an error or when it is too long. */
int net_read_line(struct net_peer *peer, char line[NET_LINE_BYTES]);

/* Both return 0, or -1. */
int net_read_exact(struct net_peer *peer, void *data, size_t size);
int net_write_all(int fd, const void *data, size_t size);

/* Answers one request line; a return of -1 closes the connection. */
typedef int net_handler(void *context, struct net_peer *peer, const char *line);

/* Serves all connections until *stop is set by a signal; returns 0, or -1 when waiting fails. */
int net_serve(int listener, const volatile sig_atomic_t *stop, net_handler *handle, void *context);

#endif

#include "net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { TICK_MS = 200 };

union address {
    struct sockaddr any;
    struct sockaddr_un local;
    struct sockaddr_in ipv4;
};

static const char unix_prefix[] = "unix:";

/* Returns the length of the socket address, or 0 when the text is not an address. */
static socklen_t parse_address(const char *text, union address *address)
{
    char host[INET_ADDRSTRLEN];
    const char *colon = strrchr(text, ':');
    size_t length;
    int port;

    memset(address, 0, sizeof *address);
    if (strncmp(text, unix_prefix, sizeof unix_prefix - 1) == 0) {
        const char *path = text + sizeof unix_prefix - 1;
        if (strlen(path) >= sizeof address->local.sun_path)
            return 0;
        address->local.sun_family = AF_UNIX;
        memcpy(address->local.sun_path, path, strlen(path) + 1);
        return sizeof address->local;
    }
    length = colon ? (size_t)(colon - text) : sizeof host;
    if (length >= sizeof host)
        return 0;
    memcpy(host, text, length);
    host[length] = '\0';
    port = atoi(colon + 1);
    if (port <= 0 || port > 65535 || inet_pton(AF_INET, host, &address->ipv4.sin_addr) != 1)
        return 0;
    address->ipv4.sin_family = AF_INET;
    address->ipv4.sin_port = htons((uint16_t)port);
    return sizeof address->ipv4;
}

/* Opens a socket and applies bind or connect to it. */
static int open_socket(const char *text, int (*attach)(int, const struct sockaddr *, socklen_t))
{
    const struct timeval timeout = { .tv_sec = NET_TIMEOUT_S };
    union address address;
    socklen_t length = parse_address(text, &address);
    int fd, one = 1;

    if (length == 0) {
        errno = EINVAL;
        return -1;
    }
    fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    if (attach(fd, &address.any, length) == 0)
        return fd;
    one = errno;
    close(fd);
    errno = one;
    return -1;
}

int net_listen(const char *address)
{
    int fd = open_socket(address, bind);

    if (fd >= 0 && listen(fd, NET_PEERS) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

int net_connect(const char *address)
{
    return open_socket(address, connect);
}

/* Reads ahead; returns 0, or -1 at the end of the connection, on a time-out or an error. */
static int fill(struct net_peer *peer)
{
    ssize_t got;

    if (peer->start > 0) {
        memmove(peer->buffer, peer->buffer + peer->start, peer->end - peer->start);
        peer->end -= peer->start;
        peer->start = 0;
    }
    do {
        got = recv(peer->fd, peer->buffer + peer->end, sizeof peer->buffer - peer->end, 0);
    } while (got < 0 && errno == EINTR);
    if (got <= 0)
        return -1;
    peer->end += (size_t)got;
    return 0;
}

int net_read_line(struct net_peer *peer, char line[NET_LINE_BYTES])
{
    for (;;) {
        const char *from = peer->buffer + peer->start;
        size_t ready = peer->end - peer->start;
        const char *newline = memchr(from, '\n', ready);
        size_t length = newline ? (size_t)(newline - from) : ready;
        if (length >= NET_LINE_BYTES)
            return -1;
        if (newline) {
            memcpy(line, from, length);
            line[length] = '\0';
            peer->start += length + 1;
            return (int)length;
        }
        if (fill(peer))
            return -1;
    }
}

int net_read_exact(struct net_peer *peer, void *data, size_t size)
{
    char *to = data;

    while (size > 0) {
        size_t ready = peer->end - peer->start, take = ready < size ? ready : size;
        memcpy(to, peer->buffer + peer->start, take);
        peer->start += take;
        to += take;
        size -= take;
        if (size > 0 && fill(peer))
            return -1;
    }
    return 0;
}

int net_write_all(int fd, const void *data, size_t size)
{
    const char *from = data;

    while (size > 0) {
        ssize_t sent = send(fd, from, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return -1;
        from += sent;
        size -= (size_t)sent;
    }
    return 0;
}

struct serving {
    struct pollfd polls[NET_PEERS + 1]; /* the listener, then one per peer */
    struct net_peer *peers[NET_PEERS + 1];
    nfds_t count;
};

static void admit(struct serving *serving)
{
    const struct timeval timeout = { .tv_sec = NET_TIMEOUT_S };
    int fd = accept(serving->polls[0].fd, NULL, NULL);
    struct net_peer *peer = NULL;

    if (fd < 0)
        return;
    if (serving->count <= NET_PEERS)
        peer = calloc(1, sizeof *peer);
    if (!peer) {
        close(fd);
        return;
    }
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    peer->fd = fd;
    serving->peers[serving->count] = peer;
    serving->polls[serving->count++] = (struct pollfd){ .fd = fd, .events = POLLIN };
}

static void dismiss(struct serving *serving, nfds_t index)
{
    close(serving->peers[index]->fd);
    free(serving->peers[index]);
    serving->count--;
    serving->peers[index] = serving->peers[serving->count];
    serving->polls[index] = serving->polls[serving->count];
}

/* Answers the request that has arrived and those that were read ahead with it; returns -1 to close. */
static int answer(struct net_peer *peer, net_handler *handle, void *context)
{
    char line[NET_LINE_BYTES];

    do {
        if (net_read_line(peer, line) < 0 || handle(context, peer, line))
            return -1;
    } while (peer->start < peer->end);
    return 0;
}

static void serve_ready(struct serving *serving, net_handler *handle, void *context)
{
    for (nfds_t i = serving->count - 1; i > 0; i--)
        if (serving->polls[i].revents && answer(serving->peers[i], handle, context))
            dismiss(serving, i);
    if (serving->polls[0].revents)
        admit(serving);
}

int net_serve(int listener, const volatile sig_atomic_t *stop, net_handler *handle, void *context)
{
    struct serving serving = { .polls = { { .fd = listener, .events = POLLIN } }, .count = 1 };
    int status = 0;

    while (!*stop && status == 0) {
        int ready = poll(serving.polls, serving.count, TICK_MS);
        if (ready > 0)
            serve_ready(&serving, handle, context);
        else if (ready < 0 && errno != EINTR)
            status = -1;
    }
    while (serving.count > 1)
        dismiss(&serving, serving.count - 1);
    return status;
}

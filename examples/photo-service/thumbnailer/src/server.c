#include "server.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "net.h"

struct service {
    struct thumbnailer *thumbnailer;
    struct bytes png;
};

static int reply_error(int fd, const char *text)
{
    char line[NET_LINE_BYTES];
    int length = snprintf(line, sizeof line, "error %s\n", text);

    return net_write_all(fd, line, (size_t)length);
}

static int reply_data(int fd, const struct bytes *bytes)
{
    char line[NET_LINE_BYTES];
    int length = snprintf(line, sizeof line, "ok %zu\n", bytes->size);

    if (net_write_all(fd, line, (size_t)length))
        return -1;
    return net_write_all(fd, bytes->data, bytes->size);
}

static int serve_encode(struct service *service, int fd, const char *arguments)
{
    unsigned width, height, seed;
    char excess;

    if (sscanf(arguments, "%ux%u %u%c", &width, &height, &seed, &excess) != 3)
        return reply_error(fd, "expected: encode WIDTHxHEIGHT SEED");
    service->png.size = 0;
    if (thumbnail_encode(service->thumbnailer, seed, width, height, &service->png))
        return reply_error(fd, "cannot encode a picture of that size");
    return reply_data(fd, &service->png);
}

static int serve_line(void *context, struct net_peer *peer, const char *line)
{
    if (strncmp(line, "encode ", 7) == 0)
        return serve_encode(context, peer->fd, line + 7);
    if (strcmp(line, "ping") == 0)
        return net_write_all(peer->fd, "ok 0\n", 5);
    if (strcmp(line, "quit") == 0)
        return -1;
    return reply_error(peer->fd, "unknown request; known: encode, ping, quit");
}

int server_run(const char *address, struct thumbnailer *thumbnailer, const volatile sig_atomic_t *stop)
{
    struct service service = { .thumbnailer = thumbnailer };
    int listener = net_listen(address), status;

    if (listener < 0) {
        fprintf(stderr, "thumbnailer: cannot listen on %s: %s\n", address, strerror(errno));
        return -1;
    }
    status = net_serve(listener, stop, serve_line, &service);
    close(listener);
    if (strncmp(address, "unix:", 5) == 0)
        unlink(address + 5);
    bytes_free(&service.png);
    return status;
}

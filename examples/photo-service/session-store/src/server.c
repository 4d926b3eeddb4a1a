#include "server.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net.h"
#include "snapshot.h"

enum { PREVIEW_WIDTH = 320, PREVIEW_HEIGHT = 240 };

struct service {
    struct server *server;
    struct snapshotter snapshotter;
    uint8_t *value;
};

static int reply_error(struct net_peer *peer, const char *text)
{
    char line[NET_LINE_BYTES];
    int length = snprintf(line, sizeof line, "error %s\n", text);

    return net_write_all(peer->fd, line, (size_t)length);
}

static int reply(struct net_peer *peer, const void *data, size_t size)
{
    char line[NET_LINE_BYTES];
    int length = snprintf(line, sizeof line, "ok %zu\n", size);

    if (net_write_all(peer->fd, line, (size_t)length))
        return -1;
    return net_write_all(peer->fd, data, size);
}

static int store_value(struct service *service, struct net_peer *peer, const char *key, size_t size)
{
    if (store_put(service->server->store, key, service->value, size))
        return reply_error(peer, "cannot store this");
    return reply(peer, "", 0);
}

static int serve_put(struct service *service, struct net_peer *peer, const char *arguments)
{
    char key[KEY_MAX_BYTES + 1], excess;
    size_t size;

    /* After a bad size the place where the next request starts is unknown: close. */
    if (sscanf(arguments, "%63s %zu%c", key, &size, &excess) != 2 || size == 0 || size > RECORD_MAX_BYTES) {
        reply_error(peer, "expected: put KEY SIZE, 1 to 262144 bytes");
        return -1;
    }
    if (net_read_exact(peer, service->value, size))
        return -1;
    return store_value(service, peer, key, size);
}

static int serve_get(struct service *service, struct net_peer *peer, const char *arguments)
{
    long size = store_get(service->server->store, arguments, service->value);

    if (size > 0)
        return reply(peer, service->value, (size_t)size);
    return reply_error(peer, size == 0 ? "no such key" : "record is damaged");
}

static int serve_preview(struct service *service, struct net_peer *peer, const char *arguments)
{
    char key[KEY_MAX_BYTES + 1], excess;
    const char *fault;
    unsigned seed;
    long size;

    if (sscanf(arguments, "%63s %u%c", key, &seed, &excess) != 2)
        return reply_error(peer, "expected: preview KEY SEED");
    if (!service->server->thumbnailer)
        return reply_error(peer, "no thumbnailer is connected");
    size = client_thumbnail(service->server->thumbnailer, PREVIEW_WIDTH, PREVIEW_HEIGHT, seed, service->value,
                            RECORD_MAX_BYTES, &fault);
    return size < 0 ? reply_error(peer, fault) : store_value(service, peer, key, (size_t)size);
}

static int serve_snapshot(struct service *service, struct net_peer *peer, const char *arguments)
{
    size_t segment;
    char path[4096], excess;
    FILE *file;
    long bytes;

    if (!service->server->directory)
        return reply_error(peer, "no snapshot directory is set");
    if (sscanf(arguments, "%zu%c", &segment, &excess) != 1 || segment >= SEGMENTS)
        return reply_error(peer, "expected: snapshot SEGMENT, 0 to 15");
    snprintf(path, sizeof path, "%s/segment-%02zu.archive", service->server->directory, segment);
    file = fopen(path, "wb");
    if (!file)
        return reply_error(peer, "cannot write to the snapshot directory");
    bytes = snapshot_segment(&service->snapshotter, service->server->store, segment, file);
    if (fclose(file) != 0 || bytes < 0)
        return reply_error(peer, "snapshot failed");
    return reply(peer, "", 0);
}

static int serve_line(void *context, struct net_peer *peer, const char *line)
{
    if (strncmp(line, "get ", 4) == 0)
        return serve_get(context, peer, line + 4);
    if (strncmp(line, "put ", 4) == 0)
        return serve_put(context, peer, line + 4);
    if (strncmp(line, "preview ", 7) == 0)
        return serve_preview(context, peer, line + 7);
    if (strncmp(line, "snapshot ", 9) == 0)
        return serve_snapshot(context, peer, line + 9);
    if (strcmp(line, "ping") == 0)
        return reply(peer, "", 0);
    if (strcmp(line, "quit") == 0)
        return -1;
    return reply_error(peer, "unknown request; known: get, put, preview, snapshot, ping, quit");
}

static int serve(const char *address, struct service *service, const volatile sig_atomic_t *stop)
{
    int listener = net_listen(address), status;

    if (listener < 0) {
        fprintf(stderr, "session-store: cannot listen on %s: %s\n", address, strerror(errno));
        return -1;
    }
    status = net_serve(listener, stop, serve_line, service);
    close(listener);
    if (strncmp(address, "unix:", 5) == 0)
        unlink(address + 5);
    return status;
}

int server_run(const char *address, struct server *server, const volatile sig_atomic_t *stop)
{
    struct service service = { .server = server, .value = malloc(RECORD_MAX_BYTES) };
    int status = -1;

    if (service.value && snapshotter_open(&service.snapshotter) == 0)
        status = serve(address, &service, stop);
    else
        fputs("session-store: out of memory\n", stderr);
    snapshotter_close(&service.snapshotter);
    free(service.value);
    return status;
}

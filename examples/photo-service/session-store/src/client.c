#include "client.h"

#include <stdio.h>
#include <unistd.h>

int client_open(struct client *client, const char *address)
{
    *client = (struct client){ .peer = { .fd = net_connect(address) } };
    return client->peer.fd >= 0 ? 0 : -1;
}

void client_close(struct client *client)
{
    if (client->peer.fd >= 0)
        close(client->peer.fd);
    client->peer.fd = -1;
}

static const char *fetch(struct net_peer *peer, const char *request, size_t length, uint8_t *png, size_t capacity,
                         size_t *size)
{
    char line[NET_LINE_BYTES];

    if (net_write_all(peer->fd, request, length))
        return "thumbnailer does not take requests";
    if (net_read_line(peer, line) < 0)
        return "thumbnailer does not answer";
    if (sscanf(line, "ok %zu", size) != 1)
        return "thumbnailer refuses the request";
    if (*size > capacity)
        return "thumbnail is too large";
    return net_read_exact(peer, png, *size) ? "thumbnail is cut short" : NULL;
}

long client_thumbnail(struct client *client, unsigned width, unsigned height, unsigned seed, uint8_t *png,
                      size_t capacity, const char **fault)
{
    char request[NET_LINE_BYTES];
    int length = snprintf(request, sizeof request, "encode %ux%u %u\n", width, height, seed);
    size_t size = 0;
    const char *reason = fetch(&client->peer, request, (size_t)length, png, capacity, &size);

    if (fault)
        *fault = reason;
    return reason ? -1 : (long)size;
}

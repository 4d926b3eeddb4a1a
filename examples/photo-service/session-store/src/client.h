#ifndef CLIENT_H
#define CLIENT_H

#include <stddef.h>
#include <stdint.h>

#include "net.h"

/* A connection to the thumbnailer. */
struct client {
    struct net_peer peer;
};

/* Returns 0, or -1 with errno set. */
int client_open(struct client *client, const char *address);
void client_close(struct client *client);

/* Fetches a PNG into `png` (capacity bytes); returns its size, or -1 with the reason in `fault` when not NULL. */
long client_thumbnail(struct client *client, unsigned width, unsigned height, unsigned seed, uint8_t *png,
                      size_t capacity, const char **fault);

#endif

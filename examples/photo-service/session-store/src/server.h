#ifndef SERVER_H
#define SERVER_H

#include <signal.h>

#include "client.h"
#include "store.h"

/* What a server needs; `thumbnailer` and `directory` may be NULL, then `preview` and `snapshot` are refused. */
struct server {
    struct store *store;
    struct client *thumbnailer;
    const char *directory;
};

/*
 * Protocol, one line per request; the answer is ok BYTES\n and that many bytes, or error TEXT\n:
 *   put KEY SIZE  and SIZE bytes  →  stores them
 *   get KEY                       →  the value
 *   preview KEY SEED               →  fetches a preview from the thumbnailer and stores it
 *   snapshot SEGMENT              →  writes the segment to a file in the server's directory
 *   ping, quit
 * Serves on `address` (see net.h) until *stop is set; returns 0, or -1 with the reason on standard error.
 */
int server_run(const char *address, struct server *server, const volatile sig_atomic_t *stop);

#endif

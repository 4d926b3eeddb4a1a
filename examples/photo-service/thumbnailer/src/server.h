#ifndef SERVER_H
#define SERVER_H

#include <signal.h>

#include "thumbnail.h"

/*
 * Protocol, one line per request:
 *   encode WIDTHxHEIGHT SEED   →  ok BYTES\n and that many bytes of PNG, or error TEXT\n
 *   ping                       →  ok 0\n
 *   quit                       →  closes the connection
 * Serves on `address` (see net.h) until *stop is set; returns 0, or -1 with the reason on standard error.
 */
int server_run(const char *address, struct thumbnailer *thumbnailer, const volatile sig_atomic_t *stop);

#endif

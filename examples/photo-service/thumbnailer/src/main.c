#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server.h"

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
    (void)number;
    stop = 1;
}

static int usage(void)
{
    fputs("usage: thumbnailer --listen unix:PATH|IPV4:PORT [--level 1..9]\n", stderr);
    return 2;
}

int main(int argc, char **argv)
{
    struct thumbnailer thumbnailer;
    const char *address = NULL;
    int level = DEFAULT_LEVEL, status = 1;

    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--listen") == 0)
            address = argv[i + 1];
        else if (strcmp(argv[i], "--level") == 0)
            level = atoi(argv[i + 1]);
        else
            return usage();
    }
    if (!address || argc % 2 == 0)
        return usage();
    signal(SIGTERM, on_signal);
    signal(SIGINT, on_signal);
    if (thumbnailer_open(&thumbnailer, level) == 0)
        status = server_run(address, &thumbnailer, &stop) ? 1 : 0;
    else
        fputs("thumbnailer: cannot start the encoder\n", stderr);
    thumbnailer_close(&thumbnailer);
    return status;
}

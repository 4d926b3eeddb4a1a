#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "server.h"

struct options {
    const char *listen;
    const char *log;
    const char *directory;
    const char *thumbnailer;
};

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
    (void)number;
    stop = 1;
}

static int parse(int argc, char **argv, struct options *options)
{
    for (int i = 1; i < argc; i += 2) {
        const char *name = argv[i], *value = argv[i + 1];
        if (!value)
            return -1;
        if (strcmp(name, "--listen") == 0)
            options->listen = value;
        else if (strcmp(name, "--log") == 0)
            options->log = value;
        else if (strcmp(name, "--snapshots") == 0)
            options->directory = value;
        else if (strcmp(name, "--thumbnailer") == 0)
            options->thumbnailer = value;
        else
            return -1;
    }
    return options->listen ? 0 : -1;
}

static int fail(const char *what)
{
    fprintf(stderr, "session-store: %s: %s\n", what, strerror(errno));
    return 1;
}

static int run(const struct options *options, FILE *log)
{
    struct store store;
    struct client client = { .peer = { .fd = -1 } };
    struct server server = { .store = &store, .directory = options->directory };
    int status;

    if (options->thumbnailer) {
        if (client_open(&client, options->thumbnailer))
            return fail(options->thumbnailer);
        server.thumbnailer = &client;
    }
    if (store_open(&store, log))
        return fail("cannot start");
    status = server_run(options->listen, &server, &stop) ? 1 : 0;
    store_close(&store);
    client_close(&client);
    return status;
}

int main(int argc, char **argv)
{
    struct options options = { 0 };
    FILE *log = NULL;
    int status;

    if (parse(argc, argv, &options)) {
        fputs("usage: session-store --listen ADDRESS [--log FILE] [--snapshots DIRECTORY] [--thumbnailer ADDRESS]\n"
              "an ADDRESS is unix:PATH or IPV4:PORT\n", stderr);
        return 2;
    }
    if (options.log && !(log = fopen(options.log, "ab")))
        return fail(options.log);
    signal(SIGTERM, on_signal);
    signal(SIGINT, on_signal);
    status = run(&options, log);
    if (log && fclose(log) != 0)
        status = fail(options.log);
    return status;
}

/* ticks POLL|SELECT BURNERS: a server with a short tick beside children that compute, all more than there are cores for.
   Prints the nanoseconds of virtual time at which it had the last child's byte. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client.h"

enum { TICK_MS = 20, BURN_NS = 100000000 };

static void burn(void)
{
    struct timespec used;
    do {
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    } while (used.tv_sec == 0 && used.tv_nsec < BURN_NS);
}

static int ready(const char *how, int fd)
{
    if (strcmp(how, "select") == 0) {
        fd_set in;
        FD_ZERO(&in);
        FD_SET(fd, &in);
        struct timeval tick = {0, TICK_MS * 1000};
        return select(fd + 1, &in, NULL, NULL, &tick);
    }
    struct pollfd at = {.fd = fd, .events = POLLIN};
    return poll(&at, 1, TICK_MS);
}

int main(int argc, char **argv)
{
    int ends[2], burners = argc > 2 ? atoi(argv[2]) : 1, got = 0;
    unsigned long long begin = now_ns();
    CHECK(pipe(ends) == 0);
    for (int i = 0; i < burners; i++) {
        if (fork() == 0) {
            burn();
            CHECK(write(ends[1], "x", 1) == 1);
            _exit(0);
        }
    }
    while (got < burners) {
        char byte;
        int rc = ready(argc > 1 ? argv[1] : "poll", ends[0]);
        CHECK(rc >= 0);
        got += rc > 0 && read(ends[0], &byte, 1) == 1;
    }
    printf("%llu\n", now_ns() - begin);
    while (wait(NULL) > 0) {
    }
    return 0;
}

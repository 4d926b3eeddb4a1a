/* Makes a known number of calls of known sizes, in threads, children and other users: busy MODE. */
#define _GNU_SOURCE
#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#define ROUNDS 400
#define BYTES 5000

static unsigned char from[1 << 20], to[1 << 20];
static volatile uLong sink;
static pthread_barrier_t together;

__attribute__((noinline)) static void sum(unsigned n)
{
    sink = crc32(0, from, n);
    sink++;
}

__attribute__((noinline)) static void move(unsigned char *into, size_t n)
{
    memcpy(into, from, n);
    sink++;
}

static void *work(void *argument)
{
    unsigned char own[BYTES];
    int rounds = argument ? 2 : ROUNDS;
    pthread_barrier_wait(&together);
    for (int round = 0; round < rounds; round++) {
        sum(BYTES);
        move(own, BYTES);
        sink += own[round];
    }
    return NULL;
}

static void in_threads(int count, void *few)
{
    pthread_t thread[8];
    pthread_barrier_init(&together, NULL, (unsigned)count);
    for (int at = 0; at < count; at++)
        pthread_create(&thread[at], NULL, work, few);
    for (int at = 0; at < count; at++)
        pthread_join(thread[at], NULL);
}

static jmp_buf out;
static void *leave(void *opaque, unsigned items, unsigned size)
{
    (void)opaque, (void)items, (void)size;
    longjmp(out, 1);
}

/* A stream whose allocator leaves inflate by longjmp: it allocates the window at the first copy out. */
static void jump(void)
{
    static unsigned char packed[BYTES * 2];
    uLongf size = sizeof packed;
    compress2(packed, &size, from, BYTES, 1);
    z_stream z = {0};
    inflateInit(&z);
    z.next_in = packed;
    z.avail_in = (uInt)size;
    z.next_out = to;
    z.avail_out = BYTES / 2;
    z.zalloc = leave;
    if (setjmp(out) == 0)
        inflate(&z, Z_SYNC_FLUSH);
    else
        puts("jumped");
    for (int round = 0; round < ROUNDS; round++)
        sum(BYTES);
}

int main(int argc, char **argv)
{
    const char *mode = argc > 1 ? argv[1] : "";
    char *self[] = {argv[0], "once", NULL}, *nothing[] = {NULL};
    for (size_t at = 0; at < sizeof from; at++)
        from[at] = (unsigned char)(at * 7);
    if (!strcmp(mode, "once"))
        sum(BYTES);
    else if (!strcmp(mode, "threads"))
        in_threads(4, NULL);
    else if (!strcmp(mode, "generations"))
        for (int at = 0; at < 600; at++)
            in_threads(4, argv);
    else if (!strcmp(mode, "fork")) {
        sum(BYTES);
        for (int child = 0; child < 3; child++)
            if (fork() == 0) {
                sum(BYTES);
                _exit(0); /* no destructor runs */
            }
        while (wait(NULL) > 0)
            ;
    } else if (!strcmp(mode, "exec")) {
        sum(BYTES);
        execve("/proc/self/exe", self, nothing);
    } else if (!strcmp(mode, "drop")) {
        if (fork() == 0) {
            if (setgid(65534) || setuid(65534))
                _exit(3);
            sum(BYTES);
            execve("/proc/self/exe", self, nothing);
        }
        wait(NULL);
    } else if (!strcmp(mode, "jump"))
        jump();
    else if (!strcmp(mode, "killed")) {
        sum(BYTES);
        abort();
    } else if (!strcmp(mode, "nested")) {
        uLongf size = sizeof to;
        compress2(to, &size, from, sizeof from / 2, 1);
    } else if (!strcmp(mode, "overlap"))
        memmove(from + 3, from, 100000), printf("%lu\n", crc32(0, from, sizeof from));
    else if (!strcmp(mode, "small"))
        for (int round = 0; round < ROUNDS; round++)
            move(to, (size_t)(argc * 100));
    return 0;
}

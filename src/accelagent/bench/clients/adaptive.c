/* Compresses through a generated support file while sizes and contention for the device change in mid-run.
   usage: adaptive BYTES BYTES_AFTER BUSY BUSY_AFTER BEFORE_MS AFTER_MS CORE_BYTES_PER_S CORE_CALL_NS ENGINE_NS
   Another process keeps the device busy for the given parts (0 to 1) of its time; ENGINE_NS is what one of its requests takes.
   On the fixed clock the processor's work costs nothing, so it is charged as a pause of what the catalogue says.
   Prints bytes per second of virtual time before the change, right after it, and from one second after it, and the part of the
   device's time that the other process had in the last of these. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

static double core_rate, core_call_ns;

static void charge(unsigned long length)
{
    double ns = core_call_ns + (double)length / core_rate * 1e9;
    struct timespec pause = {(time_t)(ns / 1e9), (long)((long long)ns % 1000000000)};
    nanosleep(&pause, NULL);
}

static int charged_deflate(z_streamp stream, int flush)
{
    uInt before = stream->avail_in;
    int status = deflate(stream, flush);
    charge(before - stream->avail_in);
    return status;
}

static int charged_compress2(Bytef *to, uLongf *made, const Bytef *from, uLong length, int level)
{
    charge(length);
    return compress2(to, made, from, length, level);
}

#define deflate(stream, flush) charged_deflate(stream, flush)
#define compress2(to, made, from, length, level) charged_compress2(to, made, from, length, level)
#include "accel_offload.h"

enum { REQUEST = 131072, MOST = 262144 };

static unsigned *answered; /* requests of the other process, shared with it */
static unsigned char input[MOST], output[2 * MOST];

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void until(double when)
{
    double left = when - now_s();
    if (left > 0) {
        struct timespec pause = {(time_t)left, (long)((left - (double)(time_t)left) * 1e9)};
        nanosleep(&pause, NULL);
    }
}

/* Requests at the pace that keeps the device busy for that part of the time; a full ring delays them. */
static void others(double end, double busy, double engine_s)
{
    static struct accel_ticket tickets[ACCEL_WINDOW];
    static unsigned char room[2 * REQUEST];
    unsigned begun = 0, ended = 0;
    double next = now_s();
    while (busy > 0 && next < end) {
        until(next);
        next += engine_s / busy;
        while (begun - ended >= (unsigned)accel_window()) {
            uLongf made = sizeof room;
            accel_compress2_wait(&tickets[ended++ % ACCEL_WINDOW], room, &made);
            __atomic_add_fetch(answered, 1, __ATOMIC_RELAXED);
        }
        accel_compress2_submit(&tickets[begun++ % ACCEL_WINDOW], input, REQUEST, 1);
        next = next < now_s() - 0.01 ? now_s() : next; /* what it could not send it does not make up for */
    }
    while (ended != begun) {
        uLongf made = sizeof room;
        accel_compress2_wait(&tickets[ended++ % ACCEL_WINDOW], room, &made);
        __atomic_add_fetch(answered, 1, __ATOMIC_RELAXED);
    }
    until(end);
}

/* Bytes per second while compressing until `end`, in thirds of half, the whole and twice the size. */
static double work(size_t bytes, double end)
{
    static unsigned turn;
    double begin = now_s(), moved = 0;
    while (now_s() < end) {
        size_t n = bytes / 2 << turn++ % 3;
        uLongf made = sizeof output;
        if (accel_compress2(output, &made, input, n, 1) != Z_OK) {
            exit(1);
        }
        moved += (double)n;
    }
    return moved / (now_s() - begin);
}

int main(int argc, char **argv)
{
    if (argc != 10) {
        return 2;
    }
    double number[9], start = now_s();
    for (int i = 0; i < 9; i++) {
        number[i] = strtod(argv[i + 1], NULL);
    }
    double change = start + number[4] * 1e-3, end = change + number[5] * 1e-3;
    core_rate = number[6];
    core_call_ns = number[7];
    answered = mmap(NULL, sizeof *answered, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (answered == MAP_FAILED) {
        return 1;
    }
    pid_t child = fork();
    if (child == 0) {
        setenv("ACCEL_THRESHOLD", "fixed", 1);
        setenv("ACCEL_MIN_BYTES", "1", 1);
        accel_configured();
        others(change, number[2], number[8] * 1e-9);
        others(end, number[3], number[8] * 1e-9);
        _exit(0);
    }
    printf("%.0f ", work((size_t)number[0], change));
    double later = change + 1.0 < end ? change + 1.0 : change;
    double first = work((size_t)number[1], later);
    const unsigned before = __atomic_load_n(answered, __ATOMIC_RELAXED);
    const double begin = now_s(), last = work((size_t)number[1], end);
    const double theirs = (__atomic_load_n(answered, __ATOMIC_RELAXED) - before) * number[8] * 1e-9;
    printf("%.0f %.0f %.3f\n", first, last, theirs / (now_s() - begin));
    return waitpid(child, NULL, 0) == child ? 0 : 1;
}

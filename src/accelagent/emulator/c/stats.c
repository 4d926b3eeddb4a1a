/* The record of one process, and how virtual time passes through exec, spawn and wait.
   Files in the stats directory: <pid>.json (record), <pid>.start (hand-over through exec),
   <ppid>.spawn (where children start whose pid is not known beforehand). */
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "channel.h"

static uint64_t start_ns;
static _Atomic bool written;

#define MAX_DESCRIBERS 8

static int (*describe[MAX_DESCRIBERS])(char *text, size_t size);
static unsigned describers;

static bool path_of(char *path, size_t size, int pid, const char *suffix)
{
    const char *dir = emu_config()->stats_dir;
    return dir[0] != '\0' && snprintf(path, size, "%s/%d.%s", dir, pid, suffix) < (int)size;
}

static void put(int pid, const char *suffix, const char *text, size_t length)
{
    char path[4160];
    if (!path_of(path, sizeof path, pid, suffix)) {
        return;
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) {
        return;
    }
    if (write(fd, text, length) != (ssize_t)length) {
        unlink(path); /* half a record would read as a wrong one */
    }
    close(fd);
}

static size_t get(int pid, const char *suffix, char *text, size_t size)
{
    char path[4160];
    if (!path_of(path, sizeof path, pid, suffix)) {
        return 0;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? 0 : read(fd, text, size - 1);
    if (fd >= 0) {
        close(fd);
    }
    text[got > 0 ? got : 0] = '\0';
    return got > 0 ? (size_t)got : 0;
}

static void drop(int pid, const char *suffix)
{
    char path[4160];
    if (path_of(path, sizeof path, pid, suffix)) {
        unlink(path);
    }
}

static uint64_t now_ns(void)
{
    return emu_config()->mode == EMU_WALL ? emu_real_ns(CLOCK_MONOTONIC) - emu_epoch_monotonic() : emu_now();
}

void emu_stats_describe(int (*device)(char *text, size_t size))
{
    if (describers < MAX_DESCRIBERS) {
        describe[describers++] = device;
    }
}

void emu_stats_begin(void)
{
    char text[256];
    uint64_t vt = 0, begin = 0, cpu = 0, waited = 0, mark = 0;
    struct emu_thread *self = emu_self();
    start_ns = now_ns();
    if (self == NULL || emu_config()->mode == EMU_WALL) {
        return;
    }
    if (get(getpid(), "start", text, sizeof text) > 0 &&
        sscanf(text, "%" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64, &vt, &begin, &cpu, &waited, &mark) == 5) {
        drop(getpid(), "start");
        start_ns = begin;
        self->vt_ns = vt;
        self->cpu_ns = cpu;
        self->waited_ns = waited;
        if (emu_config()->mode == EMU_VIRTUAL) {
            uint64_t now = emu_real_ns(CLOCK_THREAD_CPUTIME_ID); /* exec and the loader were its own work */
            uint64_t loading = now > mark ? now - mark : 0;
            self->vt_ns += loading;
            self->cpu_ns += loading;
            self->mark_ns = now;
        }
    } else if (get(getppid(), "spawn", text, sizeof text) > 0 && sscanf(text, "%" SCNu64, &vt) == 1) {
        self->vt_ns = vt;
        start_ns = vt;
    }
    emu_raise(self, 0); /* others see it */
}

void emu_stats_before_exec(void)
{
    char text[256];
    struct emu_thread *self = emu_self();
    emu_record_flush();
    if (self == NULL || emu_config()->mode == EMU_WALL) {
        return;
    }
    uint64_t mark = emu_config()->mode == EMU_VIRTUAL ? emu_real_ns(CLOCK_THREAD_CPUTIME_ID) : 0;
    int n = snprintf(text, sizeof text, "%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", self->vt_ns,
                     start_ns, emu_process_cpu(), emu_process_waited(), mark);
    put(getpid(), "start", text, (size_t)n);
}

void emu_stats_exec_failed(void)
{
    drop(getpid(), "start");
}

void emu_stats_before_spawn(void)
{
    char text[32];
    int n = snprintf(text, sizeof text, "%" PRIu64 "\n", emu_now());
    put(getpid(), "spawn", text, (size_t)n);
}

void emu_stats_after_fork(uint64_t at_ns)
{
    start_ns = emu_config()->mode == EMU_WALL ? now_ns() : at_ns;
    written = false;
}

uint64_t emu_stats_end_of(int pid)
{
    char text[6144];
    if (get(pid, "json", text, sizeof text) == 0) {
        return 0;
    }
    const char *field = strstr(text, "\"end_ns\":");
    return field != NULL ? strtoull(field + 9, NULL, 10) : 0;
}

static void executable(char *name, size_t size)
{
    ssize_t n = readlink("/proc/self/exe", name, size - 1);
    name[n > 0 ? n : 0] = '\0';
    for (char *c = name; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\' || (unsigned char)*c < 0x20) {
            *c = '?';
        }
    }
}

/* The counters of the devices that this run has, `"name":{…}` each. */
static int describe_devices(char *text, size_t size)
{
    struct emu_counters d = emu_counters();
    int n = 0;
    text[0] = '\0';
    if (emu_config()->has_device) {
        n = snprintf(text, size,
                     "\"qat\":{\"ops\":%" PRIu64 ",\"bytes_in\":%" PRIu64 ",\"bytes_out\":%" PRIu64 ",\"retries\":%" PRIu64
                     ",\"polls\":%" PRIu64 ",\"empty_polls\":%" PRIu64 ",\"errors\":%" PRIu64 ",\"max_in_flight\":%" PRIu64
                     ",\"busy_ns\":%" PRIu64 ",\"poll_wait_ns\":%" PRIu64 "}",
                     d.ops, d.bytes_in, d.bytes_out, d.retries, d.polls, d.empty_polls, d.errors, d.max_in_flight, d.busy_ns,
                     d.poll_wait_ns);
    }
    for (unsigned i = 0; i < describers; i++) {
        int comma = n > 0, more = describe[i](text + n + comma, size - (size_t)n - 1);
        if (more > 0 && more < (int)(size - (size_t)n) - 1) {
            text[n] = comma ? ',' : text[n];
            n += comma + more;
        }
        text[n] = '\0';
    }
    return n;
}

void emu_stats_write(void)
{
    char name[1024], devices[4096], text[6144];
    struct emu_thread *self = emu_self();
    if (self == NULL || atomic_exchange(&written, true)) {
        return;
    }
    emu_enter();
    uint64_t end = now_ns(), cpu = emu_process_cpu(), waited = emu_process_waited();
    emu_helper_drain(); /* its operations count, its time is over */
    executable(name, sizeof name);
    describe_devices(devices, sizeof devices);
    int n = snprintf(text, sizeof text,
                     "{\"pid\":%d,\"ppid\":%d,\"exe\":\"%s\",\"start_ns\":%" PRIu64 ",\"end_ns\":%" PRIu64 ",\"span_ns\":%" PRIu64
                     ",\"cpu_ns\":%" PRIu64 ",\"waited_ns\":%" PRIu64 ",\"devices\":{%s}}\n",
                     getpid(), getppid(), name, start_ns, end, end > start_ns ? end - start_ns : 0, cpu, waited, devices);
    put(getpid(), "json", text, (size_t)n);
    emu_record_flush(); /* after the record, so that it never holds more than the recorder */
    emu_stamp_all_closed(self);
    emu_clock_leave();
    emu_leave();
}

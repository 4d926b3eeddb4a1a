/* What the tracer keeps: one file, mapped by every process of the run, so that nothing is lost at _exit or a kill. */
#ifndef ACCEL_TRACE_H
#define ACCEL_TRACE_H

#include <stddef.h>
#include <stdint.h>

#define TRACE_MAGIC 0x3145434152544341ull /* "ACTRACE1" */
#define TRACE_PROCESSES 2048
#define TRACE_MODULES 512
#define TRACE_SLABS 2048
#define TRACE_SITES 512 /* per thread; a power of two */
#define TRACE_BUCKETS 41 /* sizes 0, 1, 2-3, 4-7 ... */
#define TRACE_PATH 240

struct trace_process {
    uint32_t pid, parent;
    uint64_t first_tick, first_ns, last_tick, last_ns; /* what a tick is worth */
    uint64_t max_threads;
    char path[TRACE_PATH];
};

struct trace_module {
    uint32_t ready, pad;
    uint64_t base;
    char path[TRACE_PATH];
};

struct trace_site {
    uint64_t caller; /* return address; 0: free */
    uint32_t function, module;
    uint64_t offset; /* of the return address in its module, as the file numbers it */
    uint64_t calls, bytes, ticks, cpu_ns, overlap; /* cpu_ns: estimated from the calls that were sampled */
    uint64_t sizes[TRACE_BUCKETS];
};

struct trace_slab {
    uint32_t taken, process; /* taken: 1 by a thread, 2 left by one that ended */
    uint64_t lost;           /* calls that found no free site */
    uint64_t pad[6];
    struct trace_site sites[TRACE_SITES];
};

struct trace_file {
    uint64_t magic, min_bytes;
    uint32_t processes, modules, slabs, lost_threads, module_lock, pad;
    struct trace_process process[TRACE_PROCESSES];
    struct trace_module module[TRACE_MODULES];
    struct trace_slab slab[TRACE_SLABS];
};

/* One call being measured. */
struct trace_span {
    struct trace_site *site; /* NULL: not counted */
    uint64_t start;
    uint64_t cpu_start;
    uint32_t flight; /* index of its overlap counter + 1; 0: alone in the process */
    uint32_t weight; /* calls that this one's processor time stands for; 0: not sampled */
};

/* Whether a call from the caller is to be counted: not when it is made inside of another counted call. */
struct trace_span trace_begin(uint32_t function, void *caller, void *frame);
void trace_end(const struct trace_span *span, uint64_t bytes);

/* The function that the program would call without the tracer; never returns when there is none. */
void *trace_real(uint32_t function);
const char *trace_name(uint32_t function);
extern const uint32_t trace_functions;

void trace_memory_ready(void); /* looks up the C library's memory functions */
extern size_t trace_min_bytes; /* memory calls from this size on are counted */

#define TRACE_EXPORT __attribute__((visibility("default")))
#endif

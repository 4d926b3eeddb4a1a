/* Call sites of one thread in a table of its own: no lock and no atomic on the way of a call. */
#include "trace.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <x86intrin.h>
#endif

#define SAMPLED 32   /* reading a thread's processor time is a system call: one call in so many pays for it */
#define LONG_TICKS (1u << 17) /* a call of some 50 us, beside which the system call is nothing */
#define FLIGHTS 1024 /* overlap counters of a process; two sites that share one overstate each other */

static struct trace_file *shared;
static uint32_t own_process;            /* index + 1 */
static uint32_t threads;                /* threads of this process that have counted something */
static uint32_t flights[FLIGHTS];
static uint32_t own_slabs[TRACE_SLABS]; /* index + 1 of the slabs that this process took */
static uint32_t own_count;
static pthread_key_t ending;
static int has_key;
static uint64_t clock_cost_ns = UINT64_MAX; /* what two readings without a call between them differ by */

struct mine {
    struct trace_slab *slab;
    void *frame;    /* of the counted call that the thread is in; NULL: in none */
    void *caller;   /* its return address */
    uint32_t spent; /* the file has no slab left */
    uint32_t since; /* calls since the clocks were compared */
};
/* A preloaded library has room in the static block, where reaching it calls nothing. */
static __thread struct mine mine __attribute__((tls_model("initial-exec")));

static inline uint64_t ticks(void)
{
#if defined(__x86_64__)
    return __rdtsc();
#else
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
#endif
}

static uint64_t read_ns(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void copy_text(char *to, const char *from)
{
    size_t at = 0;
    for (; at + 1 < TRACE_PATH && from[at]; at++)
        to[at] = from[at];
    to[at] = 0;
}

static int same_text(const char *a, const char *b)
{
    size_t at = 0;
    for (; at + 1 < TRACE_PATH && a[at] && a[at] == b[at]; at++)
        ;
    return at + 1 == TRACE_PATH || a[at] == b[at];
}

static void compare_clocks(void)
{
    struct trace_process *process = &shared->process[own_process - 1];
    process->last_tick = ticks();
    process->last_ns = read_ns(CLOCK_MONOTONIC);
}

/* --- processes and threads ---------------------------------------------------------------------------- */

static void enter_process(void)
{
    uint32_t index = __atomic_fetch_add(&shared->processes, 1, __ATOMIC_RELAXED);
    if (index >= TRACE_PROCESSES) {
        own_process = 0;
        return;
    }
    struct trace_process *process = &shared->process[index];
    process->pid = (uint32_t)getpid();
    process->parent = (uint32_t)getppid();
    ssize_t length = readlink("/proc/self/exe", process->path, TRACE_PATH - 1);
    process->path[length > 0 ? length : 0] = 0;
    process->first_tick = ticks();
    process->first_ns = read_ns(CLOCK_MONOTONIC);
    own_process = index + 1;
    compare_clocks();
}

static void in_child(void)
{
    for (uint32_t at = 0; at < FLIGHTS; at++)
        flights[at] = 0;
    threads = own_count = 0;
    mine.slab = NULL;
    mine.frame = NULL;
    enter_process();
}

static void thread_ends(void *slab)
{
    mine.slab = NULL;
    mine.spent = 1; /* later destructors of this thread count nothing */
    __atomic_fetch_sub(&threads, 1, __ATOMIC_RELAXED);
    __atomic_store_n(&((struct trace_slab *)slab)->taken, 2, __ATOMIC_RELEASE);
}

static struct trace_slab *left_slab(void)
{
    uint32_t count = __atomic_load_n(&own_count, __ATOMIC_ACQUIRE);
    for (uint32_t at = 0; at < count && at < TRACE_SLABS; at++) {
        uint32_t index = __atomic_load_n(&own_slabs[at], __ATOMIC_ACQUIRE), left = 2;
        struct trace_slab *slab = index ? &shared->slab[index - 1] : NULL;
        if (slab && __atomic_compare_exchange_n(&slab->taken, &left, 1, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
            return slab;
    }
    return NULL;
}

static struct trace_slab *new_slab(void)
{
    uint32_t index = __atomic_fetch_add(&shared->slabs, 1, __ATOMIC_RELAXED);
    if (index >= TRACE_SLABS)
        return NULL;
    struct trace_slab *slab = &shared->slab[index];
    slab->taken = 1;
    slab->process = own_process;
    uint32_t place = __atomic_fetch_add(&own_count, 1, __ATOMIC_ACQ_REL);
    if (place < TRACE_SLABS)
        __atomic_store_n(&own_slabs[place], index + 1, __ATOMIC_RELEASE);
    return slab;
}

static void take_slab(void)
{
    struct trace_slab *slab = left_slab();
    if (!slab)
        slab = new_slab();
    if (!slab) {
        mine.spent = 1;
        __atomic_fetch_add(&shared->lost_threads, 1, __ATOMIC_RELAXED);
        return;
    }
    uint64_t now = __atomic_add_fetch(&threads, 1, __ATOMIC_RELAXED);
    struct trace_process *process = &shared->process[own_process - 1];
    if (now > process->max_threads)
        process->max_threads = now;
    mine.slab = slab;
    if (has_key)
        pthread_setspecific(ending, slab);
}

/* --- modules ------------------------------------------------------------------------------------------ */

static uint32_t module_index(const char *path, uint64_t base)
{
    uint32_t found = TRACE_MODULES;
    for (uint32_t spins = 0; __atomic_exchange_n(&shared->module_lock, 1, __ATOMIC_ACQUIRE); spins++)
        if (spins > 1000000) /* its holder was killed: do without */
            break;
    uint32_t count = shared->modules;
    for (uint32_t at = 0; at < count && found == TRACE_MODULES; at++)
        if (same_text(shared->module[at].path, path))
            found = at;
    if (found == TRACE_MODULES && count < TRACE_MODULES) {
        copy_text(shared->module[count].path, path);
        shared->module[count].base = base;
        shared->module[count].ready = 1;
        found = count;
        shared->modules = count + 1;
    }
    __atomic_store_n(&shared->module_lock, 0, __ATOMIC_RELEASE);
    return found;
}

static void place(struct trace_site *site, uint64_t caller)
{
    const char *path = NULL;
    uint64_t base = 0;
#if defined(DLFO_STRUCT_HAS_EH_DBASE)
    struct dl_find_object object; /* takes no lock, unlike dladdr */
    if (_dl_find_object((void *)(uintptr_t)caller, &object) == 0) {
        path = object.dlfo_link_map->l_name;
        base = object.dlfo_link_map->l_addr;
    }
#else
    Dl_info info;
    struct link_map *map = NULL;
    if (dladdr1((void *)(uintptr_t)caller, &info, (void **)&map, RTLD_DL_LINKMAP) && map) {
        path = map->l_name;
        base = map->l_addr;
    }
#endif
    if (path && !path[0])
        path = shared->process[own_process - 1].path; /* the program itself has no name there */
    site->module = path ? module_index(path, base) : TRACE_MODULES;
    site->offset = caller - base;
}

/* --- calls -------------------------------------------------------------------------------------------- */

static struct trace_site *site_of(uint32_t function, uint64_t caller)
{
    struct trace_slab *slab = mine.slab;
    uint32_t at = (uint32_t)((caller * 0x9E3779B97F4A7C15ull) >> 40) + function;
    for (uint32_t tries = 0; tries < TRACE_SITES; tries++) {
        struct trace_site *site = &slab->sites[(at + tries) & (TRACE_SITES - 1)];
        if (site->caller == caller && site->function == function)
            return site;
        if (site->caller == 0) {
            site->function = function;
            place(site, caller);
            site->caller = caller;
            return site;
        }
    }
    slab->lost++;
    return NULL;
}

static uint32_t take_off(uint64_t caller, struct trace_site *site)
{
    if (__atomic_load_n(&threads, __ATOMIC_RELAXED) < 2) {
        site->overlap = site->overlap ? site->overlap : 1;
        return 0;
    }
    uint32_t flight = (uint32_t)((caller * 0x9E3779B97F4A7C15ull) >> 54);
    uint32_t now = __atomic_add_fetch(&flights[flight], 1, __ATOMIC_RELAXED);
    uint32_t most = __atomic_load_n(&threads, __ATOMIC_RELAXED);
    now = now > most ? most : now; /* a call left by longjmp stays counted */
    if (now > site->overlap)
        site->overlap = now;
    return flight + 1;
}

/* A frame below the counted one is inside of it, unless longjmp or an exception left that one: then the next call at
   its depth has put another return address there. */
static int is_inside(void *frame)
{
    return (uintptr_t)frame < (uintptr_t)mine.frame && ((void **)mine.frame)[1] == mine.caller;
}

static uint32_t weight_of(const struct trace_site *site)
{
    if (site->calls < SAMPLED || site->ticks / site->calls > LONG_TICKS)
        return 1;
    return site->calls % SAMPLED == 0 ? SAMPLED : 0;
}

struct trace_span trace_begin(uint32_t function, void *caller, void *frame)
{
    struct trace_span span = {NULL, 0, 0, 0, 0};
    if (__builtin_expect(own_process == 0 || mine.spent, 0))
        return span;
    if (mine.frame && is_inside(frame))
        return span;
    mine.frame = frame;
    mine.caller = caller;
    if (__builtin_expect(!mine.slab, 0))
        take_slab();
    if (mine.slab)
        span.site = site_of(function, (uint64_t)(uintptr_t)caller);
    if (!span.site) {
        mine.frame = NULL;
        return span;
    }
    span.flight = take_off((uint64_t)(uintptr_t)caller, span.site);
    span.weight = weight_of(span.site);
    if (span.weight)
        span.cpu_start = read_ns(CLOCK_THREAD_CPUTIME_ID);
    span.start = ticks();
    return span;
}

void trace_end(const struct trace_span *span, uint64_t bytes)
{
    struct trace_site *site = span->site;
    if (!site)
        return;
    site->ticks += ticks() - span->start;
    if (span->weight) {
        uint64_t spent = read_ns(CLOCK_THREAD_CPUTIME_ID) - span->cpu_start;
        site->cpu_ns += spent > clock_cost_ns ? (spent - clock_cost_ns) * span->weight : 0;
    }
    if (span->flight)
        __atomic_fetch_sub(&flights[span->flight - 1], 1, __ATOMIC_RELAXED);
    uint32_t bucket = bytes ? 64 - (uint32_t)__builtin_clzll(bytes) : 0;
    site->sizes[bucket < TRACE_BUCKETS ? bucket : TRACE_BUCKETS - 1]++;
    site->bytes += bytes;
    site->calls++;
    if ((mine.since++ & 0x3ff) == 0)
        compare_clocks();
    mine.frame = NULL;
}

/* --- start and end ------------------------------------------------------------------------------------ */

__attribute__((constructor(101))) static void start(void)
{
    trace_memory_ready();
    const char *path = getenv("ACCEL_TRACE_FILE");
    int opened = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    struct stat status;
    if (opened < 0)
        return;
    if (fstat(opened, &status) == 0 && status.st_size == (off_t)sizeof(struct trace_file)) {
        void *mapped = mmap(NULL, sizeof(struct trace_file), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, opened, 0);
        shared = mapped == MAP_FAILED ? NULL : mapped;
    }
    close(opened);
    if (!shared || shared->magic != TRACE_MAGIC)
        return;
    madvise(shared, sizeof(struct trace_file), MADV_DONTDUMP);
    trace_min_bytes = shared->min_bytes;
    has_key = pthread_key_create(&ending, thread_ends) == 0;
    pthread_atfork(NULL, NULL, in_child);
    for (int at = 0; at < 16; at++) {
        uint64_t first = read_ns(CLOCK_THREAD_CPUTIME_ID), cost = read_ns(CLOCK_THREAD_CPUTIME_ID) - first;
        clock_cost_ns = cost < clock_cost_ns ? cost : clock_cost_ns;
    }
    enter_process();
}

__attribute__((destructor)) static void stop(void)
{
    if (own_process)
        compare_clocks();
}

/* What a support file takes from its surroundings: memory, zlib's states and the vendor's functions. All of it goes through
   here, so that one at a time can be refused, and what is not given back is counted. Included before the support file. */
#include <dlfcn.h>
#include <unistd.h>

static int refusals_from, refusals_to; /* which requests are refused, counted from 0 by `requests` */
static int requests, watched; /* so far, while they are watched */
static int taken; /* blocks of memory, pinned ones included, and zlib's states that are still held */

static int refused(void)
{
    const int n = watched ? __atomic_fetch_add(&requests, 1, __ATOMIC_RELAXED) : -1;
    return n >= refusals_from && n < refusals_to && watched;
}

static void *counted(void *memory)
{
    __atomic_fetch_add(&taken, memory != NULL, __ATOMIC_RELAXED);
    return memory;
}

static void *oracle_malloc(size_t n)
{
    return refused() ? NULL : counted(malloc(n));
}

static void *oracle_calloc(size_t n, size_t size)
{
    return refused() ? NULL : counted(calloc(n, size));
}

static void oracle_free(void *memory)
{
    __atomic_fetch_sub(&taken, memory != NULL, __ATOMIC_RELAXED);
    free(memory);
}

static int oracle_deflateInit2_(z_streamp z, int level, int method, int bits, int memory, int strategy, const char *version, int size)
{
    if (refused()) {
        return Z_MEM_ERROR;
    }
    const int status = deflateInit2_(z, level, method, bits, memory, strategy, version, size);
    __atomic_fetch_add(&taken, status == Z_OK, __ATOMIC_RELAXED);
    return status;
}

static int oracle_deflateEnd(z_streamp z)
{
    const int held_one = z != Z_NULL && z->state != Z_NULL, status = deflateEnd(z);
    __atomic_fetch_sub(&taken, held_one && status != Z_STREAM_ERROR, __ATOMIC_RELAXED);
    return status;
}

/* The vendor's allocator of pinned memory, watched like the C library's. */
static void *(*vendor_allocate)(size_t, int, size_t);
static void (*vendor_release)(void **);

static void *oracle_pinned(size_t n, int node, size_t alignment)
{
    return refused() ? NULL : counted(vendor_allocate(n, node, alignment));
}

static void oracle_unpinned(void **memory)
{
    __atomic_fetch_sub(&taken, *memory != NULL, __ATOMIC_RELAXED);
    vendor_release(memory);
}

/* The vendor's functions that answer with a status: all take whole numbers and pointers, so one type calls them all. */
typedef long (*vendor_call)(long, long, long, long, long, long, long, long);
enum { MOST_SYMBOLS = 24, CALL_FAILS = -1, CALL_REFUSED = -4 }; /* CPA_STATUS_FAIL, CPA_STATUS_INVALID_PARAM */

static vendor_call vendor[MOST_SYMBOLS];
static char vendor_name[MOST_SYMBOLS][48];
static int symbols, refused_symbol = -1; /* which of them answers with an error, */
static int failed_calls;                 /* and how often it did */
static int calm;                         /* nothing else is meant to fail */
static int started;                      /* at the vendor's, and not stopped yet */

static long ask(int which, long a, long b, long c, long d, long e, long f, long g, long h)
{
    if (which == refused_symbol) {
        failed_calls++;
        return CALL_FAILS;
    }
    const int status = (int)vendor[which](a, b, c, d, e, f, g, h);
    if (calm && status == CALL_REFUSED) {
        WRONG("%s is called with what it refuses", vendor_name[which]);
    }
    if (status == 0) {
        started += strstr(vendor_name[which], "Start") != NULL;
        started -= strstr(vendor_name[which], "Stop") != NULL;
    }
    return status;
}

/* At the very end, after what the support file does at exit. */
static void all_stopped(void)
{
    if (calm && started != 0) {
        fprintf(stderr, "oracle: the process ends with %d things started at the vendor's library and not stopped\n", started);
        fflush(NULL);
        _exit(1);
    }
}

#define ASK(n)                                                                                \
    static long ask_##n(long a, long b, long c, long d, long e, long f, long g, long h)       \
    {                                                                                         \
        return ask(n, a, b, c, d, e, f, g, h);                                                \
    }
ASK(0) ASK(1) ASK(2) ASK(3) ASK(4) ASK(5) ASK(6) ASK(7) ASK(8) ASK(9) ASK(10) ASK(11)
ASK(12) ASK(13) ASK(14) ASK(15) ASK(16) ASK(17) ASK(18) ASK(19) ASK(20) ASK(21) ASK(22) ASK(23)

static const vendor_call asking[MOST_SYMBOLS] = {
    ask_0,  ask_1,  ask_2,  ask_3,  ask_4,  ask_5,  ask_6,  ask_7,  ask_8,  ask_9,  ask_10, ask_11,
    ask_12, ask_13, ask_14, ask_15, ask_16, ask_17, ask_18, ask_19, ask_20, ask_21, ask_22, ask_23,
};

/* A function as dlsym() gives it, without a cast that ISO C does not define. */
#define AS_SYMBOL(symbol, function) memcpy(&(symbol), &(function), sizeof(symbol))

static void *oracle_dlsym(void *library, const char *name)
{
    void *symbol = dlsym(library, name), *(*pinned)(size_t, int, size_t) = oracle_pinned;
    void (*unpinned)(void **) = oracle_unpinned;
    if (symbol == NULL) {
        return NULL;
    }
    if (strcmp(name, "qaeMemAllocNUMA") == 0) {
        AS_SYMBOL(vendor_allocate, symbol);
        AS_SYMBOL(symbol, pinned);
    } else if (strcmp(name, "qaeMemFreeNUMA") == 0) {
        AS_SYMBOL(vendor_release, symbol);
        AS_SYMBOL(symbol, unpinned);
    } else if (symbols < MOST_SYMBOLS && (strncmp(name, "cpa", 3) == 0 || strncmp(name, "icp_sal_", 8) == 0)) {
        snprintf(vendor_name[symbols], sizeof vendor_name[symbols], "%s", name);
        AS_SYMBOL(vendor[symbols], symbol);
        AS_SYMBOL(symbol, asking[symbols]);
        symbols++;
    }
    return symbol;
}

#define malloc(n) oracle_malloc(n)
#define calloc(n, size) oracle_calloc(n, size)
#define free(memory) oracle_free(memory)
#define dlsym(library, name) oracle_dlsym(library, name)
#define deflateInit2_(...) oracle_deflateInit2_(__VA_ARGS__)
#define deflateEnd(z) oracle_deflateEnd(z)

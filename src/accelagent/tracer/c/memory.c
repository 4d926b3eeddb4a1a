/* memcpy and its kin. Below the threshold a call costs one comparison and one jump and is not counted.
   Nothing here may need the dynamic linker: it calls these functions itself, before this library is ready. */
#include "names.h"
#include "trace.h"

#include <dlfcn.h>
#include <stdint.h>

size_t trace_min_bytes = SIZE_MAX;

/* What serves until the C library's own are known. The compiler must not make calls of these loops: -fno-builtin. */
static void *early_move(void *to, const void *from, size_t n)
{
    volatile unsigned char *d = to;
    const volatile unsigned char *s = from;
    if ((uintptr_t)to - (uintptr_t)from >= n)
        for (size_t at = 0; at < n; at++)
            d[at] = s[at];
    else
        while (n-- > 0)
            d[n] = s[n];
    return to;
}

static void *early_set(void *to, int value, size_t n)
{
    volatile unsigned char *d = to;
    for (size_t at = 0; at < n; at++)
        d[at] = (unsigned char)value;
    return to;
}

static int early_compare(const void *a, const void *b, size_t n)
{
    const unsigned char *x = a, *y = b;
    for (size_t at = 0; at < n; at++)
        if (x[at] != y[at])
            return x[at] < y[at] ? -1 : 1;
    return 0;
}

static void *(*real_copy)(void *, const void *, size_t) = early_move;
static void *(*real_move)(void *, const void *, size_t) = early_move;
static void *(*real_set)(void *, int, size_t) = early_set;
static int (*real_compare)(const void *, const void *, size_t) = early_compare;

void trace_memory_ready(void)
{
    void *move = dlsym(RTLD_NEXT, "memmove"), *set = dlsym(RTLD_NEXT, "memset");
    void *compare = dlsym(RTLD_NEXT, "memcmp"), *copy = dlsym(RTLD_NEXT, "memcpy");
    if (move)
        real_move = (void *(*)(void *, const void *, size_t))move;
    if (copy)
        real_copy = (void *(*)(void *, const void *, size_t))copy;
    if (set)
        real_set = (void *(*)(void *, int, size_t))set;
    if (compare)
        real_compare = (int (*)(const void *, const void *, size_t))compare;
}

#define SMALL(n) __builtin_expect((n) < trace_min_bytes, 1)
#define BEGIN(function) trace_begin(F_##function, __builtin_return_address(0), __builtin_frame_address(0))

#define COPY(name, real)                                       \
    TRACE_EXPORT void *name(void *to, const void *from, size_t n) \
    {                                                          \
        if (SMALL(n))                                          \
            return real(to, from, n);                          \
        struct trace_span span = BEGIN(name);                  \
        void *result = real(to, from, n);                      \
        trace_end(&span, n);                                   \
        return result;                                         \
    }
#define COMPARE(name)                                             \
    TRACE_EXPORT int name(const void *a, const void *b, size_t n) \
    {                                                             \
        if (SMALL(n))                                             \
            return real_compare(a, b, n);                         \
        struct trace_span span = BEGIN(name);                     \
        int result = real_compare(a, b, n);                       \
        trace_end(&span, n);                                      \
        return result;                                            \
    }

COPY(memcpy, real_copy)
COPY(memmove, real_move)
COMPARE(memcmp)
COMPARE(bcmp)

TRACE_EXPORT void *memset(void *to, int value, size_t n)
{
    if (SMALL(n))
        return real_set(to, value, n);
    struct trace_span span = BEGIN(memset);
    void *result = real_set(to, value, n);
    trace_end(&span, n);
    return result;
}

extern void __chk_fail(void) __attribute__((noreturn));

/* The checked forms of _FORTIFY_SOURCE: `room` is what the compiler knows of the destination. */
#define CHECKED(name, real, second)                               \
    TRACE_EXPORT void *name(void *to, second, size_t n, size_t room) \
    {                                                             \
        if (__builtin_expect(n > room, 0))                        \
            __chk_fail();                                         \
        if (SMALL(n))                                             \
            return real(to, from, n);                             \
        struct trace_span span = BEGIN(name);                     \
        void *result = real(to, from, n);                         \
        trace_end(&span, n);                                      \
        return result;                                            \
    }

CHECKED(__memcpy_chk, real_copy, const void *from)
CHECKED(__memmove_chk, real_move, const void *from)
CHECKED(__memset_chk, real_set, int from)

/* Loaded before a program: its shared zlib compresses at level 1, whatever level is asked for; storing stays storing.
   compress2() and gzip files begin their streams by the same functions. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>

typedef struct z_stream_s z_stream;

static int fast(int level)
{
    return level == 0 ? 0 : 1;
}

int deflateInit_(z_stream *stream, int level, const char *version, int size)
{
    int (*next)(z_stream *, int, const char *, int) = (int (*)(z_stream *, int, const char *, int))dlsym(RTLD_NEXT, "deflateInit_");
    return next != NULL ? next(stream, fast(level), version, size) : -2;
}

int deflateInit2_(z_stream *stream, int level, int method, int bits, int memory, int strategy, const char *version, int size)
{
    int (*next)(z_stream *, int, int, int, int, int, const char *, int) =
        (int (*)(z_stream *, int, int, int, int, int, const char *, int))dlsym(RTLD_NEXT, "deflateInit2_");
    return next != NULL ? next(stream, fast(level), method, bits, memory, strategy, version, size) : -2;
}

int deflateParams(z_stream *stream, int level, int strategy)
{
    int (*next)(z_stream *, int, int) = (int (*)(z_stream *, int, int))dlsym(RTLD_NEXT, "deflateParams");
    return next != NULL ? next(stream, fast(level), strategy) : -2;
}

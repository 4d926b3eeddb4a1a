/* Trace collector: one linked lz4 stream per lane, each block refers to the last ones. */
#include <lz4.h>
#include <stdint.h>

#define UNIT (64 * 1024)

struct lane {
    LZ4_stream_t *stream;
    char out[LZ4_COMPRESSBOUND(UNIT)];
};

extern int lane_emit(struct lane *l, int n);

int lane_unit(struct lane *l, const char *unit)
{
    // degrades: compress
    int n = LZ4_compress_fast_continue(l->stream, unit, l->out, UNIT, (int)sizeof l->out, 1);
    return n > 0 ? lane_emit(l, n) : -1;
}

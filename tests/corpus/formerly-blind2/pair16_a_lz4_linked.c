/* Trace collector: independent lz4 blocks, eight lanes run ahead. */
#include <lz4.h>
#include <stdint.h>

#define UNIT (64 * 1024)

struct lane {
    uint64_t emitted;
    char out[LZ4_COMPRESSBOUND(UNIT)];
};

extern int lane_emit(struct lane *l, int n);

int lane_unit(struct lane *l, const char *unit)
{
    // region: compress
    int n = LZ4_compress_default(unit, l->out, UNIT, (int)sizeof l->out);
    return n > 0 ? lane_emit(l, n) : -1;
}

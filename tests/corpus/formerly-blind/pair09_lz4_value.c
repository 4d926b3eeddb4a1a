#include <lz4.h>
#include <stdint.h>

#define UNIT 200

struct chunk { char raw[UNIT]; char out[LZ4_COMPRESSBOUND(UNIT)]; int out_len; };

int chunks_pack(struct chunk *c, int n)
{
    int i;
    #pragma omp parallel for
    for (i = 0; i < n; i++)
        // degrades: compress
        c[i].out_len = LZ4_compress_default(c[i].raw, c[i].out, UNIT, sizeof c[i].out);
    return n;
}

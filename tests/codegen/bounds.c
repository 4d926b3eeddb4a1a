/* One whole input per call into a buffer of deflateBound() bytes, as most callers do: it must always fit. */
#include "accel_offload.h"
#include <stdio.h>
#include <stdlib.h>

static int fits(const unsigned char *in, uLong size, int window_bits)
{
    z_stream strm = {0};
    if (accel_deflateInit2(&strm, 1, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return 0;
    uLong bound = compressBound(size) + (window_bits > 15 ? 12 : 0); /* gzip wraps longer than zlib */
    unsigned char *out = malloc(bound), *back = malloc(size + 1);
    strm.next_in = (Bytef *)(uintptr_t)in;
    strm.avail_in = (uInt)size;
    strm.next_out = out;
    strm.avail_out = (uInt)bound;
    int status = accel_deflate(&strm, Z_FINISH);
    int good = status == Z_STREAM_END && strm.total_in == size && strm.avail_in == 0;
    z_stream inflated = {0};
    inflated.next_in = out;
    inflated.avail_in = (uInt)strm.total_out;
    inflated.next_out = back;
    inflated.avail_out = (uInt)size + 1;
    good = good && inflateInit2(&inflated, window_bits) == Z_OK && inflate(&inflated, Z_FINISH) == Z_STREAM_END;
    good = good && inflated.total_out == size && memcmp(back, in, size) == 0;
    inflateEnd(&inflated);
    accel_deflateEnd(&strm);
    free(out);
    free(back);
    if (!good)
        fprintf(stderr, "%lu bytes, window bits %d: status %d\n", size, window_bits, status);
    return good;
}

int main(void)
{
    static unsigned char random[300000];
    unsigned state = 7;
    int good = 1;
    for (size_t i = 0; i < sizeof random; i++)
        random[i] = (unsigned char)((state = state * 1664525u + 1013904223u) >> 24);
    for (uLong size = 1; size <= sizeof random; size = size * 3 + 1)
        for (int bits = -15; bits <= 31; bits = bits == -15 ? 15 : bits + 16)
            good &= fits(random, size, bits);
    return !good;
}

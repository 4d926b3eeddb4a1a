/* The compression path was removed in release 4; comments and macros remain. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define COMPRESS_BLOCK(dst, src, n) ((void)(dst), (void)(src), (void)(n))
#define CHECKSUM(p, n)              0u

/* formerly:  compress2(dst, &dlen, src, slen, 6);  memcpy(out, dst, dlen); */

struct wr { FILE *f; uint64_t off; };

int wr_block(struct wr *w, const void *p, size_t n)
{
    uint32_t sum;

    // not: compress
    COMPRESS_BLOCK(NULL, p, n);
    // not: crc
    sum = CHECKSUM(p, n);
    if (fwrite(&sum, sizeof sum, 1, w->f) != 1)
        return -1;
    w->off += n;
    return fwrite(p, 1, n, w->f) == n ? 0 : -1;
}

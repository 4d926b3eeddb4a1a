#include <stdint.h>

/* sums over the words of a log record as the on-disk format of the file system wants it */
void zlog_sum(const uint32_t *w, uint64_t nwords, uint64_t out[4])
{
    uint64_t a = 0, b = 0, c = 0, d = 0;

    // not: crc
    for (uint64_t i = 0; i < nwords; i++) {
        a += w[i];
        b += a;
        c += b;
        d += c;
    }
    out[0] = a; out[1] = b; out[2] = c; out[3] = d;
}

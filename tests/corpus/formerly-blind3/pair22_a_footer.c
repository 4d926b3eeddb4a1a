#include <stdint.h>
#include <stdio.h>

#define FILE_BUF (1 << 20)

extern const uint64_t ecma_table[256];

uint64_t footer_sum(FILE *fp, uint8_t *buf)
{
    uint64_t v = ~0ull;
    size_t n;

    while ((n = fread(buf, 1, FILE_BUF, fp)) > 0) {
        const uint8_t *p = buf, *end = buf + n;
        // region: crc crc64 in-core async min=512
        for (; p < end; p++)
            v = ecma_table[(uint8_t)(v ^ *p)] ^ (v >> 8);
    }
    return ~v;
}

/* Object gateway: integrity value of multipart uploads, parts are 5..64 MiB.
 * Slicing-by-4 tables are generated at start. */
#include <stddef.h>
#include <stdint.h>

#define PART_MIN (5u << 20)

static uint32_t T[4][256];

void part_tables(void)
{
    for (unsigned i = 0; i < 256; i++) {
        uint32_t c = i;
        for (int k = 0; k < 8; k++)
            c = (c >> 1) ^ ((c & 1) ? 0xedb88320u : 0);
        T[0][i] = c;
    }
    for (unsigned i = 0; i < 256; i++)
        for (int s = 1; s < 4; s++)
            T[s][i] = (T[s - 1][i] >> 8) ^ T[0][T[s - 1][i] & 255];
}

int part_checksum(const unsigned char *p, size_t n, uint32_t *out)
{
    uint32_t c = ~0u;

    if (n < PART_MIN)
        return -1;                     /* S3 rule: only the last part may be shorter */
    // region: crc
    while (n >= 4) {
        c ^= (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
        c = T[3][c & 255] ^ T[2][c >> 8 & 255] ^ T[1][c >> 16 & 255] ^ T[0][c >> 24];
        p += 4;
        n -= 4;
    }
    for (size_t tail = 0; tail < n; tail++)
        c = (c >> 8) ^ T[0][(c ^ p[tail]) & 255];
    *out = ~c;
    return 0;
}

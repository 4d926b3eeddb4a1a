#include <stdint.h>
#include <string.h>

/* Canonical codes from lengths, as in RFC 1951 3.2.2. */
void canon_codes(const uint8_t *len, uint16_t *code, unsigned n)
{
    uint16_t count[16] = {0}, next[16];
    // not: compress
    for (unsigned i = 0; i < n; i++)
        count[len[i]]++;
    count[0] = 0;
    uint16_t c = 0;
    for (unsigned b = 1; b < 16; b++) {
        c = (uint16_t)((c + count[b - 1]) << 1);
        next[b] = c;
    }
    for (unsigned i = 0; i < n; i++)
        if (len[i])
            code[i] = next[len[i]]++;
}

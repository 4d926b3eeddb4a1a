/* Canonical code assignment from a table of lengths. */
#include <stdint.h>

#define SYMS 288
#define MAXL 15

int canonical_codes(const uint8_t len[SYMS], uint16_t code[SYMS])
{
    uint16_t count[MAXL + 1] = { 0 }, next[MAXL + 2];
    unsigned c = 0;

    // not: compress
    for (int i = 0; i < SYMS; i++)
        count[len[i]]++;
    count[0] = 0;
    for (int l = 1; l <= MAXL; l++) {
        c = (c + count[l - 1]) << 1;
        next[l] = (uint16_t)c;
    }
    for (int i = 0; i < SYMS; i++)
        if (len[i])
            code[i] = next[len[i]]++;
    return c <= (1u << MAXL) ? 0 : -1;
}

#include <stdint.h>

void code_lengths(const uint8_t *len, int n, uint16_t *code)
{
    uint16_t next[16] = {0}, count[16] = {0};
    // not: compress
    for (int i = 0; i < n; i++)
        count[len[i]]++;
    for (int b = 1; b < 16; b++)
        next[b] = (uint16_t)((next[b - 1] + count[b - 1]) << 1);
    for (int i = 0; i < n; i++)
        if (len[i])
            code[i] = next[len[i]]++;
}

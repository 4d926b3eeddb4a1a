#include <stdint.h>
#include <stddef.h>

/* XOR obfuscation of a setting kept in memory; not meant as secrecy. */
void secret_mask(uint8_t *p, size_t n, uint32_t seed)
{
    // not: encrypt
    for (size_t i = 0; i < n; i++) {
        seed = seed * 1664525u + 1013904223u;
        p[i] ^= (uint8_t)(seed >> 24);
    }
}

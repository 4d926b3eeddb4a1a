#include <stdint.h>

/* Shuffles identifiers so that they do not tell their order. */
uint32_t blur(uint32_t v)
{
    uint16_t l = (uint16_t)(v >> 16), r = (uint16_t)v;
    // not: encrypt
    for (int i = 0; i < 4; i++) {
        uint16_t t = (uint16_t)(l ^ (uint16_t)(r * 40503u + (unsigned)i));
        l = r;
        r = t;
    }
    return (uint32_t)l << 16 | r;
}

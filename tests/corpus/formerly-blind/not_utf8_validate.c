#include <stdint.h>
#include <stddef.h>

extern const uint8_t utf8d[364];

int utf8_valid(const uint8_t *s, size_t n)
{
    uint32_t state = 0;
    // not: crc
    for (size_t i = 0; i < n; i++)
        state = utf8d[256 + state + utf8d[s[i]]];
    return state == 0;
}

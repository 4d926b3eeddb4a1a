#include <stddef.h>
#include <stdint.h>

static const uint32_t step[256] = {
#include "crc32c_entries.h"
};

#define EXTENT 65536

uint32_t extent_sum(const uint8_t *extent)
{
    uint32_t v = ~0u;
    // region: crc crc32c in-core
    for (int i = 0; i < EXTENT; i++)
        v = (v >> 8) ^ step[(uint8_t)(v ^ extent[i])];
    return ~v;
}

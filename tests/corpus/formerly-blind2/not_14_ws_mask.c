/* WebSocket unmasking: four-byte key XOR, client frames are short. */
#include <stdint.h>
#include <stddef.h>

void ws_unmask(uint8_t *p, size_t n, const uint8_t key[4])
{
    // not: erasure
    for (size_t i = 0; i < n; i++)
        p[i] ^= key[i & 3];
}

int ws_is_control(uint8_t op)
{
    return op >= 8 && op <= 10;
}

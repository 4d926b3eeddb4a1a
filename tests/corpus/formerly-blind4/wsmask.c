#include <stdint.h>
#include <stddef.h>

/* RFC 6455 5.3 */
void ws_mask_encrypt(uint8_t *data, size_t len, const uint8_t mask[4])
{
    size_t i;

    // not: encrypt
    for (i = 0; i < len; i++)
        data[i] ^= mask[i & 3];
}

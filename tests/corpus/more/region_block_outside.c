#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define SEGMENT (256 * 1024)

void rijndael_enc_block(const uint32_t *round_keys, int rounds, const uint8_t in[16], uint8_t out[16]);

/* a segment of the archive; the chain starts anew in each */
void segment_seal(const uint32_t *round_keys, int rounds, const uint8_t chain_iv[16], uint8_t *segment)
{
    uint8_t chain[16];
    uint8_t *p = segment, *end = segment + SEGMENT;

    memcpy(chain, chain_iv, 16);
    // region: encrypt aes-cbc in-core
    while (p < end) {
        int i;
        for (i = 0; i < 16; i++)
            chain[i] ^= p[i];
        rijndael_enc_block(round_keys, rounds, chain, chain);
        memcpy(p, chain, 16);
        p += 16;
    }
}

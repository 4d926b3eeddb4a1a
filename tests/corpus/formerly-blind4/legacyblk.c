#include <stdint.h>
#include <stddef.h>

extern void aes128_block_dec(const uint32_t rk[44], const uint8_t in[16], uint8_t out[16]);

/* tapes of the old library: 256 KiB per record */
void record_unseal(const uint32_t rk[44], uint8_t iv[16], uint8_t *rec, size_t len)
{
    uint8_t x[16];

    // region: decrypt aes-cbc in-core
    for (size_t o = 0; o + 16 <= len; o += 16) {
        aes128_block_dec(rk, rec + o, x);
        for (int i = 0; i < 16; i++) {
            uint8_t c = rec[o + i];
            rec[o + i] = x[i] ^ iv[i];
            iv[i] = c;
        }
    }
}

#include <stdint.h>
#include <stddef.h>

extern const uint8_t S[256];
extern uint8_t xt(uint8_t v);

/* rk: 11 round keys; whole clusters of a disk image (64 KiB) per call */
void vol_keystream_xor(const uint8_t rk[11][16], uint8_t ctr[16], uint8_t *buf, size_t len)
{
    // region: encrypt aes-ctr in-core
    for (size_t off = 0; off < len; off += 16) {
        uint8_t s[16], t[16];
        for (int i = 0; i < 16; i++)
            s[i] = ctr[i] ^ rk[0][i];
        for (int r = 1; r <= 10; r++) {
            for (int i = 0; i < 16; i++)
                t[i] = S[s[(i * 5) & 15]];
            for (int c = 0; c < 16; c += 4) {
                uint8_t a = t[c], e = t[c] ^ t[c + 1] ^ t[c + 2] ^ t[c + 3];
                for (int i = 0; i < 4; i++) {
                    uint8_t nx = i == 3 ? a : t[c + i + 1];
                    s[c + i] = r < 10 ? t[c + i] ^ e ^ xt(t[c + i] ^ nx) : t[c + i];
                }
            }
            for (int i = 0; i < 16; i++)
                s[i] ^= rk[r][i];
        }
        for (int i = 0; i < 16; i++)
            buf[off + i] ^= s[i];
        for (int i = 15; i >= 0 && ++ctr[i] == 0; i--)
            ;
    }
}

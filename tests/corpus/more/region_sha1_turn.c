#include <stdint.h>
#include <stddef.h>

#define TURN(by, v) (((v) << (by)) | ((v) >> (32 - (by))))

static const uint32_t add[4] = { 0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xCA62C1D6 };

void objects_sum(uint32_t h[5], const uint8_t *data, size_t nblocks)
{
    // region: hash sha1 in-core
    while (nblocks--) {
        uint32_t m[80], v[5];
        for (int i = 0; i < 5; i++)
            v[i] = h[i];
        for (int i = 0; i < 80; i++) {
            m[i] = i < 16 ? (uint32_t)data[4 * i] << 24 | data[4 * i + 1] << 16 | data[4 * i + 2] << 8 | data[4 * i + 3]
                          : TURN(1, m[i - 3] ^ m[i - 8] ^ m[i - 14] ^ m[i - 16]);
            uint32_t f = i < 20 ? (v[1] & v[2]) | (~v[1] & v[3])
                       : i >= 40 && i < 60 ? (v[1] & v[2]) | (v[1] & v[3]) | (v[2] & v[3])
                       : v[1] ^ v[2] ^ v[3];
            uint32_t t = TURN(5, v[0]) + f + v[4] + add[i / 20] + m[i];
            v[4] = v[3]; v[3] = v[2]; v[2] = TURN(30, v[1]); v[1] = v[0]; v[0] = t;
        }
        for (int i = 0; i < 5; i++)
            h[i] += v[i];
        data += 64;
    }
}

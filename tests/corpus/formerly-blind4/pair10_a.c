#include <stdint.h>
#include <stddef.h>

extern const uint32_t K[64];
#define ROR(x, n) (((x) >> (n)) | ((x) << (32 - (n))))

/* data is a chunk of the image, 4 MiB except for the last */
void image_chunk_absorb(uint32_t h[8], const uint8_t *data, size_t nblocks)
{
    // region: hash sha256 in-core
    while (nblocks--) {
        uint32_t w[64], v[8], t1, t2;
        int i;

        for (i = 0; i < 16; i++, data += 4)
            w[i] = (uint32_t)data[0] << 24 | data[1] << 16 | data[2] << 8 | data[3];
        for (; i < 64; i++)
            w[i] = w[i - 16] + w[i - 7] +
                   (ROR(w[i - 15], 7) ^ ROR(w[i - 15], 18) ^ (w[i - 15] >> 3)) +
                   (ROR(w[i - 2], 17) ^ ROR(w[i - 2], 19) ^ (w[i - 2] >> 10));
        for (i = 0; i < 8; i++)
            v[i] = h[i];
        for (i = 0; i < 64; i++) {
            t1 = v[7] + (ROR(v[4], 6) ^ ROR(v[4], 11) ^ ROR(v[4], 25)) +
                 ((v[4] & v[5]) ^ (~v[4] & v[6])) + K[i] + w[i];
            t2 = (ROR(v[0], 2) ^ ROR(v[0], 13) ^ ROR(v[0], 22)) +
                 ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
            v[7] = v[6]; v[6] = v[5]; v[5] = v[4]; v[4] = v[3] + t1;
            v[3] = v[2]; v[2] = v[1]; v[1] = v[0]; v[0] = t1 + t2;
        }
        for (i = 0; i < 8; i++)
            h[i] += v[i];
    }
}

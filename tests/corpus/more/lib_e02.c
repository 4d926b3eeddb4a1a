#include <stdint.h>

#define UNIT 8192

/* AES-128 with one 1 KiB table, counter mode */
extern const uint32_t t0[256];
extern const uint8_t sbox[256];

static inline uint32_t ror(uint32_t x, int n) { return x >> n | x << (32 - n); }

void unit_ctr(uint8_t *d, const uint32_t *k, uint32_t ctr[4])
{
	// region: encrypt in-core min=1024
	for (int o = 0; o < UNIT; o += 16) {
		uint32_t a = ctr[0] ^ k[0], b = ctr[1] ^ k[1], c = ctr[2] ^ k[2], e = ctr[3] ^ k[3], w, x, y, z;
		for (int r = 4; r < 40; r += 4) {
			w = t0[a & 255] ^ ror(t0[b >> 8 & 255], 24) ^ ror(t0[c >> 16 & 255], 16) ^ ror(t0[e >> 24], 8) ^ k[r];
			x = t0[b & 255] ^ ror(t0[c >> 8 & 255], 24) ^ ror(t0[e >> 16 & 255], 16) ^ ror(t0[a >> 24], 8) ^ k[r + 1];
			y = t0[c & 255] ^ ror(t0[e >> 8 & 255], 24) ^ ror(t0[a >> 16 & 255], 16) ^ ror(t0[b >> 24], 8) ^ k[r + 2];
			z = t0[e & 255] ^ ror(t0[a >> 8 & 255], 24) ^ ror(t0[b >> 16 & 255], 16) ^ ror(t0[c >> 24], 8) ^ k[r + 3];
			a = w; b = x; c = y; e = z;
		}
		for (int i = 0; i < 4; i++) {
			d[o + i] ^= sbox[a >> 8 * i & 255];
			d[o + 4 + i] ^= sbox[b >> 8 * i & 255];
		}
		ctr[3]++;
	}
}

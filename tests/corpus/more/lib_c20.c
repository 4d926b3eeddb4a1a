#include <stdint.h>
#include <stdio.h>

extern const uint8_t sb[256];
static uint8_t dbl(uint8_t x) { return x << 1 ^ (x & 0x80 ? 0x1b : 0); }

void aes_one(uint8_t s[16], const uint8_t *w, int nr)
{
	uint8_t t[16];
	for (int r = 1; r <= nr; r++) {
		for (int i = 0; i < 16; i++)
			t[i] = sb[s[(i + 4 * (i % 4)) % 16]];
		for (int c = 0; c < 4 && r < nr; c++) {
			uint8_t *q = t + 4 * c, a = q[0] ^ q[1] ^ q[2] ^ q[3], f = q[0];
			q[0] ^= a ^ dbl(q[0] ^ q[1]);
			q[1] ^= a ^ dbl(q[1] ^ q[2]);
			q[2] ^= a ^ dbl(q[2] ^ q[3]);
			q[3] ^= a ^ dbl(q[3] ^ f);
		}
		for (int i = 0; i < 16; i++)
			s[i] = t[i] ^ w[16 * r + i];
	}
}

#define VOL (1 << 20)

void volume_encrypt(uint8_t *v, const uint8_t *w)
{
	// region: encrypt in-core min=1024
	for (size_t o = 0; o < VOL; o += 16)
		aes_one(v + o, w, 10);
}

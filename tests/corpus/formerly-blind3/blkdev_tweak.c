#include <stdint.h>
#include "rijndael_tables.h"    /* D0..D3, IS */

typedef uint32_t u32;
typedef uint8_t u8;
#define SECT 4096

static u32 be(const u8 *p) { return (u32)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3]; }

/* rk: 15 round keys of the equivalent inverse cipher, tw: encrypted sector number */
void sector_open(const u32 *rk, u8 tw[16], u8 *d)
{
	u8 *end = d + SECT;

	// region: decrypt aes-xts in-core min=512
	for (; d < end; d += 16) {
		u32 s[4], t[4];
		int c, i, r;

		for (i = 0; i < 4; i++)
			s[i] = be(d + 4 * i) ^ be(tw + 4 * i) ^ rk[i];
		for (r = 1; r < 14; r++) {
			for (i = 0; i < 4; i++)
				t[i] = D0[s[i] >> 24] ^ D1[s[(i + 3) & 3] >> 16 & 255] ^
				       D2[s[(i + 2) & 3] >> 8 & 255] ^ D3[s[(i + 1) & 3] & 255] ^
				       rk[4 * r + i];
			for (i = 0; i < 4; i++)
				s[i] = t[i];
		}
		for (i = 0; i < 16; i++) {
			u8 o = IS[s[(i / 4 - i % 4) & 3] >> (24 - 8 * (i % 4)) & 255];
			d[i] = o ^ (u8)(rk[56 + i / 4] >> (24 - 8 * (i % 4))) ^ tw[i];
		}
		for (c = 0, i = 0; i < 16; i++) {
			int n = tw[i] >> 7;
			tw[i] = (u8)(tw[i] << 1 | c);
			c = n;
		}
		if (c)
			tw[0] ^= 0x87;
	}
}

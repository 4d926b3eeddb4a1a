#include <stdint.h>
#include <stddef.h>

#define L(x, n) ((x) << (n) | (x) >> (32 - (n)))

/* whole 64-byte groups of a pack file as it streams to disk */
void pack_digest_blocks(uint32_t st[5], const unsigned char *p, size_t groups)
{
	uint32_t w[80], a, b, c, d, e, f, k, t;
	int i;

	// region: hash sha1 in-core
	for (; groups; groups--, p += 64) {
		for (i = 0; i < 16; i++)
			w[i] = (uint32_t)p[4*i] << 24 | p[4*i+1] << 16 | p[4*i+2] << 8 | p[4*i+3];
		for (; i < 80; i++)
			w[i] = L(w[i-3] ^ w[i-8] ^ w[i-14] ^ w[i-16], 1);
		a = st[0]; b = st[1]; c = st[2]; d = st[3]; e = st[4];
		for (i = 0; i < 80; i++) {
			if (i < 20)      { f = (b & c) | (~b & d);          k = 0x5a827999; }
			else if (i < 40) { f = b ^ c ^ d;                   k = 0x6ed9eba1; }
			else if (i < 60) { f = (b & c) | (b & d) | (c & d); k = 0x8f1bbcdc; }
			else             { f = b ^ c ^ d;                   k = 0xca62c1d6; }
			t = L(a, 5) + f + e + k + w[i];
			e = d; d = c; c = L(b, 30); b = a; a = t;
		}
		st[0] += a; st[1] += b; st[2] += c; st[3] += d; st[4] += e;
	}
}

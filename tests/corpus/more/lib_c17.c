#include <stdint.h>
#include <stddef.h>
#include <string.h>

#define ROTL(x, n) ((x) << (n) | (x) >> (32 - (n)))

struct sha1 { uint32_t h[5]; };

static void block(struct sha1 *s, const uint8_t *p)
{
	uint32_t w[80], a = s->h[0], b = s->h[1], c = s->h[2], d = s->h[3], e = s->h[4], t;
	int i;

	for (i = 0; i < 16; i++, p += 4)
		w[i] = (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
	for (; i < 80; i++)
		w[i] = ROTL(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
	// region: hash sha1 in-core async min=4096
	for (i = 0; i < 80; i++) {
		if (i < 20)
			t = (d ^ (b & (c ^ d))) + 0x5a827999;
		else if (i < 40)
			t = (b ^ c ^ d) + 0x6ed9eba1;
		else if (i < 60)
			t = ((b & c) | (d & (b | c))) + 0x8f1bbcdc;
		else
			t = (b ^ c ^ d) + 0xca62c1d6;
		t += ROTL(a, 5) + e + w[i];
		e = d; d = c; c = ROTL(b, 30); b = a; a = t;
	}
	s->h[0] += a; s->h[1] += b; s->h[2] += c; s->h[3] += d; s->h[4] += e;
}

void pack_digest(struct sha1 *s, const uint8_t *pack)
{
	for (size_t at = 0; at < 1 << 20; at += 64)
		block(s, pack + at);
}

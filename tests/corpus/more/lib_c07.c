#include <stdint.h>
#include <stddef.h>

#define FRAME 1500

static uint16_t cksum(const uint8_t *p, size_t n)
{
	uint32_t s = 0;
	// not: crc
	for (size_t i = 0; i + 1 < n; i += 2)
		s += p[i] << 8 | p[i + 1];
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return ~s;
}

uint64_t xxmix(uint64_t h)
{
	h ^= h >> 33;
	h *= 0xff51afd7ed558ccdull;
	return h ^ h >> 29;
}

unsigned rk_find(const char *t, size_t n, const char *p, size_t m)
{
	unsigned h = 0, g = 0;
	// not: hash
	for (size_t i = 0; i < m; i++) {
		h = h * 257 + t[i];
		g = g * 257 + p[i];
	}
	return h == g;
}

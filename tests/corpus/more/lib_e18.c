#include <stdint.h>
#include <string.h>

static uint32_t fnv1a(const void *p, size_t n)
{
	const uint8_t *b = p;
	uint32_t h = 2166136261u;
	// not: hash
	while (n--)
		h = (h ^ *b++) * 16777619u;
	return h;
}

uint64_t gear(const uint8_t *p, size_t n, const uint64_t g[256])
{
	uint64_t h = 0;
	// not: crc
	for (size_t i = 0; i < n; i++) {
		h = (h << 1) + g[p[i]];
		if (!(h & 0x1fff))
			return i;
	}
	return n;
}

void rc4(uint8_t *s, uint8_t *d, size_t n)
{
	uint8_t i = 0, j = 0;
	// not: erasure
	for (size_t k = 0; k < n; k++) {
		uint8_t t;
		j += s[++i];
		t = s[i]; s[i] = s[j]; s[j] = t;
		d[k] ^= s[(uint8_t)(s[i] + s[j])];
	}
}

void swab(uint32_t *v, int n)
{
	// not: copy
	for (int i = 0; i < n; i++)
		v[i] = __builtin_bswap32(v[i]);
}

int esc(char *d, const char *s)
{
	char *o = d;
	// not: copy
	while (*s) {
		if (*s == '"')
			*d++ = '\\';
		*d++ = *s++;
	}
	return d - o;
}

#include <stdint.h>
#include <stddef.h>
#include <string.h>

/* Reflected table, built at start. */
static uint32_t tab[4][256];

struct seg { const unsigned char *base; size_t len; };

uint32_t seg_sum(const struct seg *s, int nseg)
{
	uint32_t v = 0xffffffff;

	// region: crc crc32 in-core min=512
	for (int i = 0; i < nseg; i++) {
		const unsigned char *p = s[i].base, *e = p + s[i].len;

		while (p != e)
			v = tab[0][(v ^ *p++) & 255] ^ v >> 8;
	}
	return v ^ 0xffffffff;
}

/* EDB88320 */
void seg_tab(void)
{
	for (unsigned i = 0; i < 256; i++) {
		uint32_t c = i;
		// not: crc
		for (int k = 8; k--;)
			c = c & 1 ? c >> 1 ^ 0xedb88320 : c >> 1;
		tab[0][i] = c;
	}
}

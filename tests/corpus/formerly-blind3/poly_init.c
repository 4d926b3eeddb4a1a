#include <stdint.h>
#include <pthread.h>

static uint32_t tab[8][256];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void fill_tab(void)
{
	// not: crc
	for (uint32_t n = 0; n < 256; n++) {
		uint32_t c = n;

		for (int k = 0; k < 8; k++)
			c = c & 1 ? 0xedb88320u ^ (c >> 1) : c >> 1;
		tab[0][n] = c;
	}
	// not: crc
	for (int k = 1; k < 8; k++)
		for (uint32_t n = 0; n < 256; n++)
			tab[k][n] = tab[0][tab[k - 1][n] & 0xff] ^ (tab[k - 1][n] >> 8);
}

const uint32_t (*poly_tables(void))[256]
{
	pthread_once(&once, fill_tab);
	return (const uint32_t (*)[256])tab;
}

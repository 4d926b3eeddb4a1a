#include <stdint.h>

static uint8_t gf_log[256], gf_exp[510];
static uint8_t gf_mul_tab[256][256];

void rs_init_tables(void)
{
	unsigned x = 1;

	for (int i = 0; i < 255; i++) {
		gf_exp[i] = gf_exp[i + 255] = (uint8_t)x;
		gf_log[x] = (uint8_t)i;
		x = (x << 1) ^ (x & 0x80 ? 0x11d : 0);
	}
	// not: erasure
	for (int a = 1; a < 256; a++)
		for (int b = 1; b < 256; b++)
			gf_mul_tab[a][b] = gf_exp[gf_log[a] + gf_log[b]];
}

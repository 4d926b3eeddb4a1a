#include <stdint.h>
#include <stddef.h>

#define SECTORS 256

static uint16_t table[256];

uint16_t guard(const uint8_t *p)
{
	uint16_t c = 0;
	// region: crc t10dif in-core async min=512
	for (int i = 0; i < 4096; i++)
		c = (uint16_t)(c << 8) ^ table[(c >> 8 ^ p[i]) & 0xff];
	return c;
}

void init(void)
{
	for (int i = 0; i < 256; i++) {
		uint16_t v = i << 8;
		// not: crc
		for (int b = 0; b < 8; b++)
			v = v & 0x8000 ? v << 1 ^ 0x8bb7 : v << 1;
		table[i] = v;
	}
}

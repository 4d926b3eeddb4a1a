#include <stdint.h>

static uint16_t guard_lut[256];

/* filled the first time a protected namespace is attached */
void guard_lut_init(void)
{
	if (guard_lut[1])
		return;
	// not: crc
	for (unsigned n = 0; n < 256; n++) {
		uint16_t g = (uint16_t)(n << 8);
		for (int k = 0; k < 8; k++)
			g = (g & 0x8000) ? (uint16_t)((g << 1) ^ 0x8bb7) : (uint16_t)(g << 1);
		guard_lut[n] = g;
	}
}

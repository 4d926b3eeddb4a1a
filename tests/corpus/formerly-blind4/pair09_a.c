#include <stdint.h>

#define SECTOR 512

struct pi_tuple { uint16_t guard, app; uint32_t ref; };

void pi_fill(const uint8_t *data, struct pi_tuple *pi, unsigned sectors, uint32_t lba)
{
	for (unsigned s = 0; s < sectors; s++) {
		uint16_t g = 0;
		// region: crc t10dif in-core async
		for (unsigned i = 0; i < SECTOR; i++) {
			g ^= (uint16_t)(data[i] << 8);
			for (int k = 0; k < 8; k++)
				g = (g & 0x8000) ? (uint16_t)((g << 1) ^ 0x8bb7) : (uint16_t)(g << 1);
		}
		pi[s].guard = __builtin_bswap16(g);
		pi[s].app = 0;
		pi[s].ref = __builtin_bswap32(lba + s);
		data += SECTOR;
	}
}

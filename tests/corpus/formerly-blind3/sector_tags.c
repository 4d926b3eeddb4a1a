#include <endian.h>
#include <stdint.h>
#include <stddef.h>

#define SECTOR 512

extern const uint16_t t10_table[256];   /* 0x8BB7, msb first */

struct pi_tuple {
	uint16_t guard;
	uint16_t app;
	uint32_t ref;
} __attribute__((packed));

/* interleave protection tuples for a request of 8 to 2048 sectors */
void pi_generate(const uint8_t *data, struct pi_tuple *pi, uint32_t nsect, uint32_t lba)
{
	// region: crc t10dif in-core async batch min=512
	for (uint32_t s = 0; s < nsect; s++, data += SECTOR) {
		uint16_t g = 0;

		for (int i = 0; i < SECTOR; i++)
			g = (uint16_t)(g << 8) ^ t10_table[(g >> 8) ^ data[i]];
		pi[s].guard = htobe16(g);
		pi[s].app = 0;
		pi[s].ref = htobe32(lba + s);
	}
}

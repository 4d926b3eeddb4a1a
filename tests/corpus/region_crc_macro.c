#include <stddef.h>
#include <stdint.h>

extern const uint32_t crc_table[256];

#define DO1 crc = crc_table[(crc ^ *buf++) & 0xff] ^ (crc >> 8)
#define STEP(b) crc = crc_table[(crc ^ (b)) & 0xff] ^ (crc >> 8)

uint32_t block_crc32(uint32_t crc, const unsigned char *buf, size_t len)
{
	// region: crc crc32 in-core
	while (len--) {
		STEP(*buf++);
	}
	return crc;
}

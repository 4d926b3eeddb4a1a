#include <stdint.h>

static const uint32_t crc_table[256] = { 0, 0x77073096 };

uint32_t hash_crc32(const unsigned char *key, int len)
{
	uint32_t h = ~0u;

	// degrades: crc
	while (len--)
		h = crc_table[(h ^ *key++) & 0xff] ^ (h >> 8);
	return ~h;
}

#include <stdint.h>

uint32_t crc32c_extend(uint32_t crc, const void *data, unsigned long bytes);

uint32_t flow_hash(const void *flow, unsigned long bytes)
{
	// degrades: crc
	return crc32c_extend(0, flow, bytes);
}

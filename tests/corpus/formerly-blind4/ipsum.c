#include <stdint.h>

uint16_t payload_csum(const void *data, unsigned len, uint32_t pseudo)
{
	const uint16_t *p = data;
	uint32_t acc = pseudo;

	// not: crc
	while (len > 1) {
		acc += *p++;
		len -= 2;
	}
	if (len)
		acc += *(const uint8_t *)p;
	while (acc >> 16)
		acc = (acc & 0xffff) + (acc >> 16);
	return (uint16_t)~acc;
}

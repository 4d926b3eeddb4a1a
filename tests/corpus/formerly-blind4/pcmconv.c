#include <stdint.h>
#include <stddef.h>

/* network order samples into host order, one second of 48 kHz stereo at a time */
void pcm_from_wire(int16_t *dst, const uint16_t *src, size_t frames)
{
	size_t n = frames * 2;

	// not: copy
	for (size_t i = 0; i < n; i++)
		dst[i] = (int16_t)((src[i] >> 8) | (src[i] << 8));
}

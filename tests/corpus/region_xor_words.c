#include <stddef.h>

void add_stripe(unsigned char *parity, const unsigned char *disk, size_t strip)
{
	// region: erasure xor in-core
	while (strip >= sizeof(unsigned long)) {
		*(unsigned long *)parity ^= *(const unsigned long *)disk;
		parity += sizeof(unsigned long);
		disk += sizeof(unsigned long);
		strip -= sizeof(unsigned long);
	}
}

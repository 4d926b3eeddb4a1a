#include <stddef.h>
#include <stdint.h>

#define word(x) (*(uint64_t *)&(x))

void raid_parity(int disks, size_t size, uint8_t **disk, uint8_t *parity)
{
	// region: erasure xor in-core
	for (size_t i = 0; i < size; i += 16) {
		uint64_t a = word(disk[0][i]), b = word(disk[0][i + 8]);
		for (int d = 1; d < disks; d++) {
			a ^= word(disk[d][i]);
			b ^= word(disk[d][i + 8]);
		}
		word(parity[i]) = a;
		word(parity[i + 8]) = b;
	}
}

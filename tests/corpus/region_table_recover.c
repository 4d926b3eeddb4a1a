#include <stddef.h>
#include <stdint.h>

void raid_recover(uint8_t *lost, const uint8_t *parity, const uint8_t *product, size_t size)
{
	// region: erasure rs in-core
	for (size_t i = 0; i < size; i++) {
		uint8_t delta = parity[i] ^ lost[i];
		lost[i] = product[delta];
	}
}

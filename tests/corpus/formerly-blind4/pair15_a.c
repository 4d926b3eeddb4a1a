#include <stdint.h>
#include <stddef.h>

#define STRIP (64 * 1024)

/* parity strip of a stripe with nd data strips */
void stripe_parity(uint8_t **strip, int nd, uint8_t *par)
{
	// region: erasure xor in-core
	for (size_t i = 0; i < STRIP; i++) {
		uint8_t x = strip[0][i];
		for (int d = 1; d < nd; d++)
			x ^= strip[d][i];
		par[i] = x;
	}
}

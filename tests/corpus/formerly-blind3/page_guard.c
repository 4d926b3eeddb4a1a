#include <stddef.h>
#include <stdint.h>

#define PAGE_BYTES 8192

struct page {
	uint64_t lsn;
	uint32_t guard;
	uint32_t flags;
	uint8_t  data[PAGE_BYTES - 16];
};

static uint32_t poly_divide(uint32_t rem, const uint8_t *p, const uint8_t *e)
{
	// region: crc crc32c in-core async min=512
	while (p != e) {
		rem ^= *p++;
		for (int k = 8; k; k--)
			rem = rem & 1 ? rem >> 1 ^ 0x82F63B78u : rem >> 1;
	}
	return rem;
}

void page_set_guard(struct page *pg)
{
	pg->guard = ~poly_divide(0xFFFFFFFFu, pg->data, pg->data + sizeof pg->data);
}

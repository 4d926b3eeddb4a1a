#include <stdint.h>
#include <string.h>

#define PG_SIZE 4096u

struct staging {
	uint8_t *base;
	uint32_t used, cap;
};

struct ram { uint8_t *hva; uint64_t npages; };

static inline int dirty(const uint64_t *bm, uint64_t pfn)
{
	return (bm[pfn >> 6] >> (pfn & 63)) & 1;
}

/* gather one round of dirty guest pages; the channel thread sends them later */
uint64_t ram_collect_round(struct ram *r, const uint64_t *bm, struct staging *st)
{
	uint64_t pfn, n = 0;

	for (pfn = 0; pfn < r->npages && st->used + PG_SIZE <= st->cap; pfn++) {
		if (!dirty(bm, pfn))
			continue;
		// region: copy async batch min=4096
		memcpy(st->base + st->used, r->hva + pfn * PG_SIZE, PG_SIZE);
		st->used += PG_SIZE;
		n++;
	}
	return n;
}

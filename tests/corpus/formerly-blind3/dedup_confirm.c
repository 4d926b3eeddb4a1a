#include <stdint.h>
#include <string.h>

#define EXTENT_LEN (128u << 10)

struct candidate {
	const uint8_t *fresh;
	const uint8_t *stored;
	struct candidate *next;
	unsigned same : 1;
};

struct dedup_stats { uint64_t checked, merged; };

/*
 * Digests of all candidates agree already; both images have just come off
 * the disks. Only byte-identical extents may be merged.
 */
void dedup_confirm(struct candidate *c, struct dedup_stats *st)
{
	for (; c; c = c->next) {
		// region: compare async batch min=16384
		c->same = memcmp(c->fresh, c->stored, EXTENT_LEN) == 0;
		st->checked++;
		st->merged += c->same;
	}
}

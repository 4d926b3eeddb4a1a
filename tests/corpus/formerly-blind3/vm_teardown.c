#include <stdint.h>
#include <string.h>

#define HUGE_2M (2UL << 20)

struct backing {
	void *hva;
	struct backing *next;
};

struct hugepool {
	struct backing *clean;
	unsigned long nclean;
};

/* guest memory must not leak into the next guest */
void vm_release_ram(struct hugepool *pool, struct backing *list)
{
	while (list) {
		struct backing *b = list;

		list = b->next;
		// region: fill async batch sync min=16384
		memset(b->hva, 0, HUGE_2M);
		b->next = pool->clean;
		pool->clean = b;
		pool->nclean++;
	}
}

#include <linux/types.h>
#include "guestmem.h"

#define BATCH 256

/* gives pages of the guest back to the host until the target is reached */
static unsigned int guestmem_inflate(struct guestmem *gm, unsigned int want)
{
	unsigned int done = 0;

	// not: decompress
	while (done < want) {
		struct page *pg = gm_page_alloc(gm, GFP_HIGHUSER | __GFP_NORETRY);

		if (!pg)
			break;
		gm->pfns[done % BATCH] = gm_page_pfn(pg);
		list_add(&pg->lru, &gm->pages);
		done++;
		if (done % BATCH == 0)
			gm_tell_host(gm->inflate_vq, gm->pfns, BATCH);
	}
	gm->num_pages += done;
	return done;
}

#include <linux/highmem.h>

void copy_folio(struct folio *to, struct folio *from)
{
	long i = 0, pages = folio_nr_pages(from);

	for (;;) {
		// region: copy async
		copy_highpage(folio_page(to, i), folio_page(from, i));
		if (++i == pages)
			break;
	}
}

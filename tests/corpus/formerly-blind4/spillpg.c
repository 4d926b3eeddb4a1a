#include <stdint.h>
#include "spill.h"

#define SPILL_PAGE 65536

int spill_page_out(struct spill *sp, const uint8_t *pg)
{
	const uint8_t *src = pg;
	size_t n = SPILL_PAGE;

#if 0	/* costs more than the disk does, see the discussion of 2019-04 */
	uLongf cn = sizeof(sp->tmp);
	// not: compress
	if (compress2(sp->tmp, &cn, pg, SPILL_PAGE, 1) == Z_OK && cn < SPILL_PAGE) {
		src = sp->tmp;
		n = cn;
	}
#endif
	return spill_append(sp, src, n);
}

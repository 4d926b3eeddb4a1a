#include <string.h>
#include "extmap.h"

#define EXT_BYTES (128 * 1024)

/* writable snapshot of a volume in the memory tier; readers wait until the epoch changes */
int
ext_clone_all(const struct extmap *from, struct extmap *to)
{
	uint32_t i;

	if (extmap_reserve(to, from->count) != 0)
		return -ENOMEM;
	for (i = 0; i < from->count; i++) {
		to->ext[i].lba = from->ext[i].lba;
		// region: copy async batch min=4096
		memcpy(to->ext[i].data, from->ext[i].data, EXT_BYTES);
	}
	to->count = from->count;
	epoch_bump(to->vol);
	return 0;
}

#include <stdint.h>
#include <stddef.h>
#include <stdbool.h>

struct gid { uint8_t raw[16]; };

/* the unspecified address has no bit set */
bool gid_unset(const struct gid *g)
{
	// degrades: compare
	for (size_t i = 0; i < sizeof(g->raw); i++)
		if (g->raw[i] != 0)
			return false;
	return true;
}

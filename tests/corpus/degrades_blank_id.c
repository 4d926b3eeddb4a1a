#include <stdbool.h>

bool uuid_is_null(const unsigned char *id, int bytes)
{
	int i;

	// degrades: compare
	for (i = 0; i < bytes; i++)
		if (id[i])
			return false;
	return true;
}

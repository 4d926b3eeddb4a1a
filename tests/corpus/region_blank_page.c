#include <stdbool.h>
#include <stddef.h>

bool page_is_zero(const unsigned long *page, size_t words)
{
	// region: compare async
	for (size_t i = 0; i < words; i++)
		if (page[i])
			return false;
	return true;
}

#include <stdint.h>
#include <string.h>
#include <stdlib.h>

void *keep(const void *data, size_t length)
{
    void *copy = malloc(length);

    if (copy)
        memcpy(copy, data, length);
    return copy;
}

int replace(char *page, const char *with, size_t length)
{
    if (memcmp(page, with, length) == 0)
        return 0;
    memmove(page, with, length);
    memset(page + length, 0, 4096);
    return 1;
}

void words(uint64_t *restrict to, const uint64_t *restrict from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] = from[i];
}

void clear(double *sums, int count)
{
    int i;

    for (i = 0; i < count; ++i) {
        sums[i] = 0;
    }
    for (i = 0; i < 3; i++)
        sums[i] += 1;
}

int blank(const unsigned char *page)
{
	for (unsigned i = 0; i < 65536; i++)
		if (page[i] != 0)
			return 0;
	return 1;
}

int equal(const int *one, const int *other, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (one[i] != other[i])
            return 0;
    }
    return 1;
}

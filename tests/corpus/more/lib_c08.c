#include <string.h>
#include <stdlib.h>

#define PAGE 4096
#define NPAGES 512

struct job { void *dst[NPAGES]; const void *src[NPAGES]; int n; };

void migrate(struct job *j)
{
	for (int i = 0; i < NPAGES; i++)
		// region: copy async batch min=4096
		memcpy(j->dst[i], j->src[i], PAGE);
}

void scrub(char *base)
{
	// region: fill sync async min=1048576
	memset(base, 0, 64u << 20);
}

int same(const char *a, const char *b)
{
	// degrades: compare
	return memcmp(a, b, 16) == 0;
}

void head(char *d, const char *s)
{
	// degrades: copy
	memcpy(d, s, 64);
}

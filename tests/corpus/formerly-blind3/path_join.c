#include <stddef.h>
#include <limits.h>

struct pathbuf { char s[PATH_MAX]; size_t n; };

static int put(struct pathbuf *b, const char *part)
{
	char *d = b->s + b->n;
	char *lim = b->s + sizeof(b->s) - 1;

	// not: copy
	while (*part && d < lim)
		*d++ = *part++;
	*d = '\0';
	b->n = (size_t)(d - b->s);
	return *part ? -1 : 0;
}

int path_join(struct pathbuf *b, const char *dir, const char *name)
{
	b->n = 0;
	if (put(b, dir))
		return -1;
	if (b->n && b->s[b->n - 1] != '/' && put(b, "/"))
		return -1;
	return put(b, name);
}

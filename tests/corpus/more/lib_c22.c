#include <stdint.h>
#include <stdlib.h>

struct node { struct node *next; int v; };

int count(struct node *n, int x)
{
	int c = 0;
	// not: scan
	for (; n; n = n->next)
		if (n->v == x)
			c++;
	return c;
}

int primes(uint8_t *s, int *out)
{
	int n = 0;
	for (int i = 2; i < 1 << 20; i++)
		if (!s[i]) {
			// not: fill
			for (int j = 2 * i; j < 1 << 20; j += i)
				s[j] = 1;
			out[n++] = i;
		}
	return n;
}

int words(const char *s)
{
	int n = 0, in = 0;
	// not: scan
	while (*s) {
		if (*s == ' ')
			in = 0;
		else if (!in)
			in = 1, n++;
		s++;
	}
	return n;
}

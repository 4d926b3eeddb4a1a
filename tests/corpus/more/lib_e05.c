#include <stdint.h>
#include <stdlib.h>

typedef struct { double price; int qty; char sym[8]; } trade;

int big(const trade *t, int n, const trade **out)
{
	int k = 0;
	// not: filter
	for (int i = 0; i < n; i++)
		if (t[i].qty > 1000)
			out[k++] = &t[i];
	return k;
}

void merge(const int *a, const int *b, int *c, int n)
{
	int i = 0, j = 0, k = 0;
	// not: filter
	while (i < n && j < n) {
		if (a[i] < b[j])
			c[k++] = a[i++];
		else
			c[k++] = b[j++];
	}
}

int uniq(int *a, int n)
{
	int k = 1;
	// not: filter
	for (int i = 1; i < n; i++)
		if (a[i] != a[i - 1])
			a[k++] = a[i];
	return k;
}

void median(const uint8_t *in, uint8_t *out, int w)
{
	// not: filter
	for (int x = 1; x < w - 1; x++) {
		uint8_t a = in[x - 1], b = in[x], c = in[x + 1];
		out[x] = a > b ? (b > c ? b : a > c ? c : a) : (a > c ? a : b > c ? c : b);
	}
}

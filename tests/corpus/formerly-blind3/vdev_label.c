#include <stdint.h>
#include <stddef.h>

typedef struct cksum4 {
	uint64_t w[4];
} cksum4_t;

#define	RECORDSIZE	(128 << 10)

void
record_cksum_native(const void *buf, cksum4_t *out)
{
	const uint32_t *ip = buf;
	const uint32_t *ipend = ip + RECORDSIZE / sizeof (uint32_t);
	uint64_t a, b, c, d;

	a = b = c = d = 0;
	// not: crc
	for (; ip < ipend; ip++) {
		a += ip[0];
		b += a;
		c += b;
		d += c;
	}
	out->w[0] = a;
	out->w[1] = b;
	out->w[2] = c;
	out->w[3] = d;
}

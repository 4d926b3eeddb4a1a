#include <stdint.h>
#include <stddef.h>

extern const uint32_t castagnoli_tab[256];

struct jrec {
	uint8_t  type;
	uint8_t  pad[3];
	uint32_t sum;
	uint8_t  body[65536];
};

static uint32_t jrec_sum(const uint8_t *p, size_t n)
{
	uint32_t c = 0xffffffffu;

	// region: crc crc32c in-core async min=512
	while (n--)
		c = castagnoli_tab[(c ^ *p++) & 0xff] ^ (c >> 8);
	return ~c;
}

void jrec_finish(struct jrec *r)
{
	r->sum = jrec_sum(r->body, sizeof(r->body));
}

int jrec_ok(const struct jrec *r)
{
	return jrec_sum(r->body, sizeof(r->body)) == r->sum;
}

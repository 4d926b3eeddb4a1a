#include <arpa/inet.h>
#include <stdint.h>
#include <stddef.h>

struct mbuf { uint8_t *data; uint32_t len; };

struct pseudo { uint32_t src, dst; uint8_t zero, proto; uint16_t len; };

static uint32_t ones_add(uint32_t acc, const void *p, size_t n)
{
	const uint16_t *w = p;

	// not: crc
	while (n > 1) {
		acc += *w++;
		n -= 2;
	}
	if (n)
		acc += *(const uint8_t *)w;
	return acc;
}

uint16_t udp_cksum(const struct pseudo *ph, const struct mbuf *m)
{
	uint32_t acc = ones_add(0, ph, sizeof(*ph));

	acc = ones_add(acc, m->data, m->len);
	while (acc >> 16)
		acc = (acc & 0xffff) + (acc >> 16);
	acc = ~acc & 0xffff;
	return acc ? (uint16_t)acc : 0xffff;
}

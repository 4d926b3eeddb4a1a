#include <nmmintrin.h>
#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>

struct rpc_hdr {
	uint64_t xid;
	uint64_t cookie;
	uint32_t op, len;
	uint32_t flags, status;
	uint64_t trace;
	uint32_t sum;
};

static uint32_t hdr_sum(const struct rpc_hdr *h)
{
	const uint64_t *w = (const uint64_t *)h;
	uint64_t c = 0xffffffff;

	// degrades: crc
	for (size_t i = 0; i < offsetof(struct rpc_hdr, sum) / 8; i++)
		c = _mm_crc32_u64(c, w[i]);
	return (uint32_t)~c;
}

bool rpc_hdr_ok(const struct rpc_hdr *h)
{
	return hdr_sum(h) == h->sum;
}

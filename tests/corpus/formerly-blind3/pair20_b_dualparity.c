#include <isa-l/raid.h>
#include <errno.h>
#include <stdint.h>

#define STRIP 16384

struct geom { int ndata; };

struct stripe_req {
	void **ptrs;
	struct stripe_req *next;
};

/* ptrs: data 0..n-1, then p, then q */
int syndrome(const struct geom *g, void **ptrs)
{
	// degrades: erasure
	if (pq_gen(g->ndata + 2, STRIP, ptrs))
		return -EINVAL;
	return 0;
}

int syndrome_list(const struct geom *g, struct stripe_req *r)
{
	int rc = 0;

	for (; r && !rc; r = r->next)
		rc = syndrome(g, r->ptrs);
	return rc;
}

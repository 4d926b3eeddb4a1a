#include <lz4.h>
#include <stdint.h>
#include <stdlib.h>

#define EXTENT 224

struct ext_job {
	const char *src;
	char *dst;
	int clen;
	void (*done)(struct ext_job *, void *);
	void *arg;
};

/* body of the pool threads */
void ext_worker(struct ext_job *j)
{
	int bound = LZ4_compressBound(EXTENT);

	j->dst = malloc(bound);
	if (!j->dst) {
		j->clen = -1;
	} else {
		// degrades: compress
		j->clen = LZ4_compress_default(j->src, j->dst, EXTENT, bound);
	}
	j->done(j, j->arg);
}

#include <stdlib.h>
#include <zstd.h>

struct entry {
	size_t packed_len;
	size_t raw_len;
	char packed[];
};

#define MAX_ENTRY (4u << 20)

struct cache_ctx { ZSTD_DCtx *d; unsigned long hits, bad; };

char *cache_load(struct cache_ctx *c, const struct entry *e)
{
	char *raw;
	size_t n;

	if (e->raw_len > MAX_ENTRY || !(raw = malloc(e->raw_len)))
		return NULL;
	// degrades: decompress
	n = ZSTD_decompressDCtx(c->d, raw, e->raw_len, e->packed, e->packed_len);
	if (ZSTD_isError(n) || n != e->raw_len) {
		c->bad++;
		free(raw);
		return NULL;
	}
	c->hits++;
	return raw;
}

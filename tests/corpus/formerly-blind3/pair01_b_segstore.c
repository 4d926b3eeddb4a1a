#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

#define UNIT_BYTES (64 * 1024)

struct unit {
	uint64_t id;
	uint8_t raw[UNIT_BYTES];
};

struct sink {
	int (*put)(struct sink *s, uint64_t id, const void *p, size_t n);
};

/* every unit is sealed by itself, readers fetch them one at a time */
int unit_seal(struct sink *s, const struct unit *u)
{
	uLongf clen = compressBound(UNIT_BYTES);
	uint8_t *out = malloc(clen);
	int rc;

	if (!out)
		return -1;
	// region: compress deflate sync async in-core min=4096
	rc = compress2(out, &clen, u->raw, UNIT_BYTES, 6);
	if (rc == Z_OK)
		rc = s->put(s, u->id, out, clen);
	free(out);
	return rc;
}

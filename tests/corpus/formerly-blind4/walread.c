#include <snappy-c.h>
#include <stdlib.h>
#include "tsdb.h"

/* record layout: 7 bytes header, payload up to 32 KiB page */
tsdb_rc wal_record_open(const uint8_t *payload, size_t len, uint8_t **out, size_t *outlen)
{
	size_t need;

	if (snappy_uncompressed_length((const char *)payload, len, &need) != SNAPPY_OK)
		return TSDB_CORRUPT;
	*out = malloc(need);
	if (*out == NULL)
		return TSDB_NOMEM;
	*outlen = need;
	// degrades: decompress
	if (snappy_uncompress((const char *)payload, len, (char *)*out, outlen) != SNAPPY_OK) {
		free(*out);
		return TSDB_CORRUPT;
	}
	return TSDB_OK;
}

#include <zlib.h>
#include <stdio.h>
#include "zipw.h"

#define COPYBUF (512 * 1024)

/* members which are media already go into the container as they are */
int zipw_stored(struct zipw *zw, FILE *f)
{
	static unsigned char b[COPYBUF];
	unsigned long sum = 0, total = 0;
	size_t n;

	while ((n = fread(b, 1, sizeof(b), f)) != 0) {
		// region: crc crc32 in-core
		sum = crc32(sum, b, (uInt)n);
		if (zipw_raw(zw, b, n) < 0)
			return -1;
		total += n;
	}
	return zipw_finish(zw, sum, total, total);
}

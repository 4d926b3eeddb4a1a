#include <stdio.h>
#include <string.h>
#include <zlib.h>

#define SECTION 32768

/* readers inflate in place and keep a history of 1 << WBITS bytes */
#define WBITS 10

static unsigned char out[SECTION * 2];

long pack_section(FILE *to, const unsigned char *sec)
{
	z_stream s;
	long n;

	// degrades: fill
	memset(&s, 0, sizeof s);
	if (deflateInit2(&s, 6, Z_DEFLATED, -WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return -1;
	s.next_in = (unsigned char *)sec;
	s.avail_in = SECTION;
	s.next_out = out;
	s.avail_out = sizeof out;
	// degrades: compress
	if (deflate(&s, Z_FINISH) != Z_STREAM_END)
		return -1;
	n = sizeof out - s.avail_out;
	deflateEnd(&s);
	return fwrite(out, 1, n, to) == (size_t)n ? n : -1;
}

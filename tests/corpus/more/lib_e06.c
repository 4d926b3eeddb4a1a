#include <zlib.h>
#include <stdio.h>

#define IN 131072

int gz(FILE *src, FILE *dst)
{
	static unsigned char in[IN], out[IN];
	z_stream s = {0};
	int flush;

	if (deflateInit2(&s, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return -1;
	do {
		s.avail_in = fread(in, 1, IN, src);
		flush = feof(src) ? Z_FINISH : Z_NO_FLUSH;
		s.next_in = in;
		do {
			s.avail_out = IN;
			s.next_out = out;
			// region: compress deflate sync async in-core min=4096
			deflate(&s, flush);
			fwrite(out, 1, IN - s.avail_out, dst);
		} while (s.avail_out == 0);
	} while (flush != Z_FINISH);
	deflateEnd(&s);
	return 0;
}

int dict(z_stream *s, const unsigned char *d, unsigned n, unsigned char *m, unsigned k)
{
	deflateReset(s);
	deflateSetDictionary(s, d, n);
	s->next_in = m;
	s->avail_in = k;
	// degrades: compress
	return deflate(s, Z_FINISH);
}

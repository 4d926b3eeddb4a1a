#include <string.h>
#include <zlib.h>

struct link {
	z_stream z;
	int level;
	unsigned long rtt_us;
	unsigned char last[32768];
	unsigned last_len;
};

static int want_level(unsigned long rtt)
{
	return rtt > 80000 ? 9 : rtt > 20000 ? 6 : 1;
}

/* remote copy session: blocks of 32 KiB, the level follows the line */
int link_block(struct link *l, const unsigned char *p, unsigned n,
	       unsigned char *out, unsigned cap)
{
	int lv = want_level(l->rtt_us);

	l->z.next_in = (unsigned char *)p;
	l->z.avail_in = n;
	l->z.next_out = out;
	l->z.avail_out = cap;
	if (lv != l->level) {
		deflateParams(&l->z, lv, Z_DEFAULT_STRATEGY);
		deflateTune(&l->z, 8, 16, 128, lv * 100);
		l->level = lv;
	}
	// degrades: compress
	if (deflate(&l->z, Z_BLOCK) == Z_STREAM_ERROR)
		return -1;
	l->last_len = sizeof(l->last);
	deflateGetDictionary(&l->z, l->last, &l->last_len);
	return (int)(cap - l->z.avail_out);
}

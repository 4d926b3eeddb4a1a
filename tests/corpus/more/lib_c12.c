#include <zlib.h>
#include <string.h>

struct conn { z_stream out; unsigned char buf[16384]; };

int conn_send(struct conn *c, const void *msg, unsigned n)
{
	c->out.next_in = (void *)msg;
	c->out.avail_in = n;
	c->out.next_out = c->buf;
	c->out.avail_out = sizeof(c->buf);
	// degrades: compress
	return deflate(&c->out, Z_SYNC_FLUSH);
}

int store(unsigned char *dst, uLongf *dn, const unsigned char *src)
{
	// degrades: compress
	return compress2(dst, dn, src, 100, 1);
}

int big(unsigned char *dst, uLongf *dn, const unsigned char *src)
{
	// region: compress deflate sync async in-core min=4096
	return compress2(dst, dn, src, 300000, 6);
}

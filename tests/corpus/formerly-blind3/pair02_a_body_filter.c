#include <stdbool.h>
#include <zlib.h>
#include "httpd.h"

struct body_filter {
	z_stream zs;
	unsigned char out[32768];
};

/* called for each brigade of the body, last is set with the final one */
int body_filter_push(struct body_filter *f, struct conn *c,
		     struct iov *v, int nv, bool last)
{
	for (int i = 0; i < nv; i++) {
		int flush = (last && i == nv - 1) ? Z_FINISH : Z_NO_FLUSH;

		f->zs.next_in = v[i].base;
		f->zs.avail_in = v[i].len;      /* 8 to 64 KiB from sendfile */
		do {
			f->zs.next_out = f->out;
			f->zs.avail_out = sizeof(f->out);
			// region: compress deflate async in-core sync min=4096
			if (deflate(&f->zs, flush) == Z_STREAM_ERROR)
				return -1;
			conn_queue(c, f->out, sizeof(f->out) - f->zs.avail_out);
		} while (f->zs.avail_out == 0);
	}
	return 0;
}

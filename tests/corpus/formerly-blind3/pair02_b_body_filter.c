#include <stdbool.h>
#include <zlib.h>
#include "httpd.h"

struct body_filter {
	z_stream zs;
	unsigned char out[32768];
};

/* called for each chat message of a connection that stays open */
int body_filter_push(struct body_filter *f, struct conn *c,
		     struct iov *v, int nv, bool last)
{
	for (int i = 0; i < nv; i++) {
		int flush = (last && i == nv - 1) ? Z_FINISH : Z_SYNC_FLUSH;

		f->zs.next_in = v[i].base;
		f->zs.avail_in = v[i].len;
		do {
			f->zs.next_out = f->out;
			f->zs.avail_out = sizeof(f->out);
			// degrades: compress
			if (deflate(&f->zs, flush) == Z_STREAM_ERROR)
				return -1;
			conn_queue(c, f->out, sizeof(f->out) - f->zs.avail_out);
		} while (f->zs.avail_out == 0);
	}
	return 0;
}

#include <zlib.h>
#include <stdint.h>
#include <sys/uio.h>

#define FRAME_LIMIT 16384

struct chan {
	z_stream	 zs;
	int		 fd;
	uint8_t		 out[FRAME_LIMIT + 64];
};

extern int chan_send(int fd, const void *p, size_t n);

/* one event is a single JSON line; the peer renders it as soon as it arrives */
int
chan_push_event(struct chan *ch, const char *line, size_t len)
{
	ch->zs.next_in = (Bytef *)line;
	ch->zs.avail_in = (uInt)len;
	do {
		ch->zs.next_out = ch->out;
		ch->zs.avail_out = sizeof(ch->out);
		// degrades: compress
		if (deflate(&ch->zs, Z_SYNC_FLUSH) == Z_STREAM_ERROR)
			return -1;
		if (chan_send(ch->fd, ch->out, sizeof(ch->out) - ch->zs.avail_out) < 0)
			return -1;
	} while (ch->zs.avail_out == 0);
	return 0;
}

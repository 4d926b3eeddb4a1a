#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <zlib.h>

struct peer {
	int fd;
	z_stream zs;            /* lives as long as the connection */
	unsigned char in[512];
	unsigned char raw[2048];
	int (*on_text)(struct peer *, const unsigned char *, size_t);
};

/* whatever has arrived is handed on at once */
int peer_readable(struct peer *p)
{
	ssize_t n = recv(p->fd, p->in, sizeof(p->in), MSG_DONTWAIT);
	int rc;

	if (n <= 0)
		return n == 0 ? -EPIPE : -errno;
	p->zs.next_in = p->in;
	p->zs.avail_in = n;
	while (p->zs.avail_in) {
		p->zs.next_out = p->raw;
		p->zs.avail_out = sizeof(p->raw);
		// degrades: decompress
		rc = inflate(&p->zs, Z_SYNC_FLUSH);
		if (rc != Z_OK && rc != Z_BUF_ERROR)
			return -EPROTO;
		if (p->on_text(p, p->raw, sizeof(p->raw) - p->zs.avail_out))
			return -ECANCELED;
	}
	return 0;
}

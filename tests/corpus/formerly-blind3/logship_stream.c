#include <fcntl.h>
#include <unistd.h>
#include <zlib-ng.h>

#define RD_CHUNK (256 * 1024)

struct shipper {
    int in_fd;
    int sock;
    uint8_t rd[RD_CHUNK];
    uint8_t wr[RD_CHUNK];
};

static int push(int fd, const uint8_t *p, size_t n)
{
    while (n) {
        ssize_t k = write(fd, p, n);
        if (k < 0)
            return -1;
        p += k;
        n -= k;
    }
    return 0;
}

/* ship one rotated file */
int shipper_send_rotated(struct shipper *s)
{
    zng_stream z = { 0 };
    ssize_t got;
    int mode;

    if (zng_deflateInit2(&z, 5, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return -1;
    do {
        got = read(s->in_fd, s->rd, RD_CHUNK);
        if (got < 0)
            break;
        mode = got < RD_CHUNK ? Z_FINISH : Z_NO_FLUSH;
        z.next_in = s->rd;
        z.avail_in = got;
        do {
            z.next_out = s->wr;
            z.avail_out = RD_CHUNK;
            // region: compress deflate sync async in-core min=4096
            zng_deflate(&z, mode);
            if (push(s->sock, s->wr, RD_CHUNK - z.avail_out))
                got = -1;
        } while (got >= 0 && z.avail_out == 0);
    } while (got == RD_CHUNK);
    zng_deflateEnd(&z);
    return got < 0 ? -1 : 0;
}

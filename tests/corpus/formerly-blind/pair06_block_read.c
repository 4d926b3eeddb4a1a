#include <stdint.h>
#include <unistd.h>
#include <zlib.h>

#define BLOCK 131072

struct reader { int fd; uint8_t raw[BLOCK + 1024]; uint8_t block[BLOCK]; };

static int block_get(struct reader *r, off_t at, size_t clen)
{
    uLongf n = BLOCK;
    if (pread(r->fd, r->raw, clen, at) != (ssize_t)clen)
        return -1;
    // region: decompress
    return uncompress(r->block, &n, r->raw, clen) == Z_OK && n == BLOCK ? 0 : -1;
}

int read_range(struct reader *r, const off_t *at, const size_t *len, unsigned n, void (*use)(const uint8_t *))
{
    for (unsigned i = 0; i < n; i++) {
        if (block_get(r, at[i], len[i]))
            return -1;
        use(r->block);
    }
    return 0;
}

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
    // degrades: decompress
    return uncompress(r->block, &n, r->raw, clen) == Z_OK && n == BLOCK ? 0 : -1;
}

int apply_config(const uint8_t *text);

int main(void)
{
    static struct reader r = {0};
    return block_get(&r, 0, 4000) || apply_config(r.block);
}

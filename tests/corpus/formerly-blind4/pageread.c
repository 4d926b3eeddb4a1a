#include <zlib.h>
#include <unistd.h>
#include <stdint.h>

#define LOGICAL_PAGE 262144

typedef struct {
    uint32_t id, stored;
    uint64_t at;
} page_loc;

/* analytics pages: 256 KiB after expansion */
int page_fetch(int fd, const page_loc *loc, uint8_t *tmp, uint8_t *page)
{
    uLongf n = LOGICAL_PAGE;

    if (pread(fd, tmp, loc->stored, (off_t)loc->at) != (ssize_t)loc->stored)
        return -1;
    // region: decompress deflate in-core sync async
    if (uncompress(page, &n, tmp, loc->stored) != Z_OK || n != LOGICAL_PAGE)
        return -2;
    return 0;
}

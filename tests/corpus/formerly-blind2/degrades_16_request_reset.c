/* Event loop: the request slot is cleared before it is reused. */
#include <stdint.h>
#include <string.h>

struct hdr { const char *name, *value; };

struct request {
    int        fd;
    uint32_t   flags;
    struct hdr headers[24];
    char       method[8];
    uint64_t   started;
};

void request_recycle(struct request *r)
{
    int fd = r->fd;
    // degrades: fill
    memset(r, 0, sizeof *r);
    r->fd = fd;
}

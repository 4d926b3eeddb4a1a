#include <zlib.h>
#include "row_store.h"

#define ROW_MAX 256

typedef struct row_slot {
    unsigned char  raw[ROW_MAX];
    unsigned short used;
    unsigned short flags;
} row_slot;

status_t row_pack(const row_slot *r, unsigned char *dst, unsigned long *dlen)
{
    if (r->used > ROW_MAX)
        return ST_RANGE;
    // degrades: compress
    int rc = compress2(dst, dlen, r->raw, r->used, 5);
    return rc == Z_OK ? ST_OK : ST_ENCODE;
}

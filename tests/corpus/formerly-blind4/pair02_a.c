#include <zlib.h>
#include "table_builder.h"

/* BLOCK_TARGET comes from table_builder.h: 32 KiB of sorted keys and values */
typedef struct block_writer {
    unsigned char  raw[32 * 1024];
    unsigned char  packed[33 * 1024];
    unsigned       used;
    uint64_t       offset;
} block_writer;

status_t bw_flush_block(block_writer *w, io_handle *io)
{
    uLongf clen = sizeof w->packed;

    if (w->used < sizeof w->raw && !io->closing)
        return ST_MORE;
    // region: compress deflate async in-core sync
    int rc = compress2(w->packed, &clen, w->raw, w->used, 5);
    if (rc != Z_OK)
        return ST_ENCODE;
    if (io_append(io, w->offset, w->packed, clen) != 0)
        return ST_IO;
    w->offset += clen;
    w->used = 0;
    return ST_OK;
}

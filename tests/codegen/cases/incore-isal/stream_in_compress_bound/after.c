#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include "accel_offload.h"

/* Packs `count` rows into memory of its own; the caller frees it. */
unsigned char *pack(const unsigned char *rows, uInt row_bytes, unsigned count, uLong *length)
{
    uLong room = accel_compressBound((uLong)row_bytes * count);
    unsigned char *packed = malloc(room);
    z_stream z;
    memset(&z, 0, sizeof z);
    if (packed == NULL || accel_deflateInit(&z, Z_DEFAULT_COMPRESSION) != Z_OK) {
        free(packed);
        return NULL;
    }
    z.next_out = packed;
    z.avail_out = (uInt)room;
    for (unsigned i = 0; i < count; i++) {
        z.next_in = (Bytef *)(rows + (size_t)i * row_bytes);
        z.avail_in = row_bytes;
        accel_deflate(&z, i + 1 == count ? Z_FINISH : Z_NO_FLUSH);
    }
    *length = z.total_out;
    accel_deflateEnd(&z);
    return packed;
}

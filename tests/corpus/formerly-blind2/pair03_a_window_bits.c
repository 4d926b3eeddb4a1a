/* Column page reader: raw deflate pages of 128 KiB (expanded), written by
 * our own encoder with a 4 KiB window. */
#include <stdint.h>
#include <zlib.h>

#define PAGE_RAW (128 * 1024)
#define WBITS    12

struct vec { const uint8_t *p; uint32_t n; };

int page_read(const struct vec *packed, uint8_t raw[PAGE_RAW])
{
    z_stream s = { 0 };
    int rc;

    if (inflateInit2(&s, -WBITS) != Z_OK)
        return -1;
    s.next_in = (uint8_t *)packed->p;
    s.avail_in = packed->n;
    s.next_out = raw;
    s.avail_out = PAGE_RAW;
    // region: decompress
    rc = inflate(&s, Z_FINISH);
    inflateEnd(&s);
    return rc == Z_STREAM_END && s.total_out == PAGE_RAW ? 0 : -1;
}

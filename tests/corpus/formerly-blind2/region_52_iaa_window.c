/* Row-group reader: pages were written by our own encoder with a 4 KiB window
 * (windowBits -12); a page expands to at most 256 KiB. */
#include <stdint.h>
#include <zlib.h>

#define PAGE_MAX (256 * 1024)

struct page { const uint8_t *packed; uint32_t packed_len; uint32_t raw_len; };

int page_expand(const struct page *pg, uint8_t out[PAGE_MAX])
{
    z_stream s = { 0 };
    int rc;

    if (pg->raw_len < 16384 || pg->raw_len > PAGE_MAX)
        return -1;
    if (inflateInit2(&s, -12) != Z_OK)
        return -1;
    s.next_in = (uint8_t *)pg->packed;
    s.avail_in = pg->packed_len;
    s.next_out = out;
    s.avail_out = pg->raw_len;
    // region: decompress
    rc = inflate(&s, Z_FINISH);
    inflateEnd(&s);
    return rc == Z_STREAM_END ? 0 : -1;
}

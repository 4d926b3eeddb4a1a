#include <zlib.h>
#include <stdint.h>

/* Files of strangers, made by gzip with its 32 KiB window. */
int foreign_gunzip(uint8_t *out, uLong out_len, uint8_t *in, uLong in_len)
{
    z_stream z = {0};
    if (inflateInit2(&z, 15 + 16) != Z_OK)
        return -1;
    z.next_in = in;
    z.avail_in = (uInt)in_len;
    z.next_out = out;
    z.avail_out = (uInt)out_len;
    // degrades: decompress iaa
    int rc = inflate(&z, Z_FINISH);
    inflateEnd(&z);
    return rc == Z_STREAM_END ? 0 : -1;
}

#include <stdio.h>
#include <string.h>
#include <zlib.h>

/* Unpacks a gzip file of several members. */
int unpack(FILE *in, FILE *out)
{
    static unsigned char packed[65536], plain[262144];
    z_stream z;
    int status = Z_OK;
    memset(&z, 0, sizeof z);
    if (inflateInit2(&z, 15 + 32) != Z_OK) {
        return -1;
    }
    while ((z.avail_in = (uInt)fread(z.next_in = packed, 1, sizeof packed, in)) != 0) {
        do {
            z.next_out = plain;
            z.avail_out = sizeof plain;
            status = inflate(&z, Z_BLOCK);
            fwrite(plain, 1, sizeof plain - z.avail_out, out);
            if (status == Z_STREAM_END && inflateReset(&z) != Z_OK) {
                break;
            }
        } while (z.avail_out == 0);
    }
    inflateEnd(&z);
    return status == Z_STREAM_END ? 0 : -1;
}

#include <stdio.h>
#include <zlib.h>

#define IN_BYTES 65536

/* Streams a file through one deflate stream. */
int gz_file(FILE *in, FILE *out)
{
    static unsigned char ib[IN_BYTES], ob[IN_BYTES];
    z_stream z = {0};
    int flush;
    if (deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return -1;
    do {
        z.avail_in = (uInt)fread(ib, 1, sizeof ib, in);
        flush = feof(in) ? Z_FINISH : Z_NO_FLUSH;
        z.next_in = ib;
        do {
            z.next_out = ob;
            z.avail_out = sizeof ob;
            // region: compress deflate async in-core min=4096
            deflate(&z, flush);
            fwrite(ob, 1, sizeof ob - z.avail_out, out);
        } while (z.avail_out == 0);
    } while (flush != Z_FINISH);
    deflateEnd(&z);
    return 0;
}

#include <stdio.h>
#include <zlib.h>
#define CHUNK 16384
int copy_file(FILE *in, z_stream *zs)
{
    unsigned char buffer[CHUNK];
    int flush;
    do {
        zs->avail_in = fread(buffer, 1, CHUNK, in);
        flush = feof(in) ? Z_FINISH : Z_NO_FLUSH;
        zs->next_in = buffer;
        do {
            // region: compress deflate offload async
            deflate(zs, flush);
        } while (zs->avail_out == 0);
    } while (flush != Z_FINISH);
    return 0;
}

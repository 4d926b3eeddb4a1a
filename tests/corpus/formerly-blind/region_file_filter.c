#include <stdio.h>
#include <zlib.h>

#define CHUNK 65536

int def_stream(FILE *in, FILE *out, z_stream *s)
{
    static unsigned char ib[CHUNK], ob[CHUNK];
    int flush;
    do {
        s->avail_in = (uInt)fread(ib, 1, CHUNK, in);
        if (ferror(in))
            return Z_ERRNO;
        flush = feof(in) ? Z_FINISH : Z_NO_FLUSH;
        s->next_in = ib;
        do {
            s->avail_out = CHUNK;
            s->next_out = ob;
            // region: compress
            deflate(s, flush);
            if (fwrite(ob, 1, CHUNK - s->avail_out, out) != CHUNK - s->avail_out)
                return Z_ERRNO;
        } while (s->avail_out == 0);
    } while (flush != Z_FINISH);
    return Z_OK;
}

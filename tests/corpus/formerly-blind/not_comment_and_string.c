#include <stdio.h>
#include <string.h>

/* Older builds called compress2(dst, &dlen, src, slen, 9) here; see the
 * history. memcpy(dst, src, 1 << 20) was the copy of the whole window. */
int report(FILE *f, const char *what)
{
    // not: compress
    if (strcmp(what, "deflate(strm, Z_FINISH)") == 0)
        return fprintf(f, "usage: compress(buf, &n, in, len) on blocks of 65536 bytes\n");
#if 0
    // not: copy
    memcpy(window, input, 1 << 20);
#endif
    return fputs("crc32(0, buf, len)\n", f);
}

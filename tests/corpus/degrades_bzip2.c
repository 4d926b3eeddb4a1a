#include <bzlib.h>
int pack(char *out, unsigned *room, char *in, unsigned n)
{
    // degrades: compress bzip2
    return BZ2_bzBuffToBuffCompress(out, room, in, n, 9, 0, 0);
}

#include <zlib.h>

int gzread(gzFile file, voidp target, unsigned length)
{
    return gzfread(target, 1, length, file) != 0;
}

int use(gzFile file)
{
    char c;
    return gzread(file, &c, 1);
}

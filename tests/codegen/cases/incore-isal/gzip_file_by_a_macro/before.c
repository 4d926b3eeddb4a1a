#include <zlib.h>

#define READER(name, type, get)                         \
    static int name##_next(type file)                   \
    {                                                   \
        unsigned char byte;                             \
        return get(file, &byte, 1) == 1 ? byte : -1;    \
    }

READER(plain, gzFile, gzread)

long length(const char *path)
{
    gzFile file = gzopen(path, "r");
    long found = 0;
    while (file != NULL && plain_next(file) >= 0) {
        found++;
    }
    if (file != NULL) {
        gzclose(file);
    }
    return found;
}

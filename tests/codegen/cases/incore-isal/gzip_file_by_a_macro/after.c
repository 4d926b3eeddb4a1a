#include <zlib.h>
#include "accel_offload.h"

#define READER(name, type, get)                         \
    static int name##_next(type file)                   \
    {                                                   \
        unsigned char byte;                             \
        return get(file, &byte, 1) == 1 ? byte : -1;    \
    }

READER(plain, gzFile, accel_gzread)

long length(const char *path)
{
    gzFile file = accel_gzopen(path, "r");
    long found = 0;
    while (file != NULL && plain_next(file) >= 0) {
        found++;
    }
    if (file != NULL) {
        accel_gzclose(file);
    }
    return found;
}

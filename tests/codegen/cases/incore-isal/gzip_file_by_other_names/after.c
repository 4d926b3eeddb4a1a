#include <zlib.h>
#include "accel_offload.h"

#define QOPEN accel_gzopen
#define QREAD accel_gzread
#define QCLOSE(file) accel_gzclose((file))

long length(const char *path)
{
    static unsigned char bytes[65536];
    gzFile file = QOPEN(path, "r");
    long found = 0;
    for (int n; file != NULL && (n = QREAD(file, bytes, sizeof bytes)) > 0;) {
        found += n;
    }
    if (file != NULL) {
        QCLOSE(file);
    }
    return found;
}

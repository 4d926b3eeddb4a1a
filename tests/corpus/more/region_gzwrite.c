#include <zlib.h>

#define RECORD 262144

int backup(const char *path, const unsigned char *const *rec, int n)
{
    gzFile f = gzopen(path, "wb6");
    if (!f)
        return -1;
    for (int i = 0; i < n; i++)
        // region: compress async in-core min=4096
        if (gzwrite(f, rec[i], RECORD) != RECORD)
            return -1;
    return gzclose(f);
}

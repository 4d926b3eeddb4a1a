#include <lz4.h>

#define PAGE_GROUP 65536

int groups_pack(const char *in, char *out, int n, int *len)
{
    int at = 0;
    for (int i = 0; i < n; i++) {
        // region: compress lz4 async min=1024
        len[i] = LZ4_compress_default(in + (long)i * PAGE_GROUP, out + at, PAGE_GROUP, LZ4_compressBound(PAGE_GROUP));
        at += len[i];
    }
    return at;
}

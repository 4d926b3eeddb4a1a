#include <lz4.h>
enum { BLOCK = 64 * 1024 };
void pack(const char *in, char *out, int blocks)
{
    for (int i = 0; i < blocks; i++)
        // region: compress lz4 async
        LZ4_compress_HC(in + i * BLOCK, out + i * 2 * BLOCK, BLOCK, 2 * BLOCK, 9);
}

#include <libdeflate.h>
void pack(struct libdeflate_compressor *c, const char *in, char *out, int n)
{
    for (int i = 0; i < n; i++)
        // region: compress deflate offload async
        libdeflate_deflate_compress(c, in + i * 65280, 65280, out + i * 65536, 65536);
}

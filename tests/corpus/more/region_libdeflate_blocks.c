#include <libdeflate.h>

#define BLK 131072

size_t blocks_pack(struct libdeflate_compressor *c, const unsigned char *in, size_t n, unsigned char *out, size_t room)
{
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        // region: compress async sync in-core min=4096
        at += libdeflate_zlib_compress(c, in + i * BLK, BLK, out + at, room - at);
    }
    return at;
}

/* Blocked gzip container for sequencing reads: every 0xff00 input bytes become
 * one self-contained raw deflate stream with its own CRC. */
#include <stdint.h>
#include <zlib.h>

#define PAYLOAD   0xff00
#define MAX_BLOCK 0x10000
#define HEADER    18

static void put32(unsigned char *p, uint32_t v)
{
    p[0] = v & 255; p[1] = v >> 8 & 255; p[2] = v >> 16 & 255; p[3] = v >> 24;
}

int seal_block(unsigned char dst[MAX_BLOCK], const unsigned char src[PAYLOAD], int level)
{
    z_stream zs = { 0 };
    uint32_t sum;
    int used;

    zs.next_in = (unsigned char *)src;
    zs.avail_in = PAYLOAD;
    zs.next_out = dst + HEADER;
    zs.avail_out = MAX_BLOCK - HEADER - 8;
    if (deflateInit2(&zs, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return -1;
    // region: compress
    if (deflate(&zs, Z_FINISH) != Z_STREAM_END) {
        deflateEnd(&zs);
        return -1;
    }
    deflateEnd(&zs);
    // region: crc crc32
    sum = crc32(0, src, PAYLOAD);
    used = HEADER + (int)zs.total_out;
    put32(dst + used, sum);
    put32(dst + used + 4, PAYLOAD);
    return used + 8;
}

#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>
#include "blocks.h"

/* usage: unpack BLOCKS SEED SIZE FILE */
int main(int argc, char **argv)
{
    unsigned long blocks = strtoul(argv[1], 0, 10), seed = strtoul(argv[2], 0, 10), size = strtoul(argv[3], 0, 10);
    unsigned char *block = malloc(size + 1), *back = malloc(size + 1), *in = malloc(2 * size + 100);
    FILE *file = fopen(argc > 4 ? argv[4] : "out.bin", "rb");
    for (unsigned long i = 0; file && i < blocks; i++) {
        unsigned long head[2];
        uLongf made = size;
        fill(block, size, seed, i);
        if (fread(head, sizeof head, 1, file) != 1 || head[0] > 2 * size + 100 || fread(in, 1, head[0], file) != head[0] ||
            uncompress(back, &made, in, head[0]) != Z_OK || made != size || memcmp(back, block, size) != 0 ||
            head[1] != crc32(0, block, (unsigned)size)) {
            printf("block %lu of %lu bytes differs\n", i, size);
            return 1;
        }
    }
    if (!file || fgetc(file) != EOF) {
        puts("no file, or more than the blocks: differs");
        return 1;
    }
    return 0;
}

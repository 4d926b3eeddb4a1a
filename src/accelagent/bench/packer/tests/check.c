#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>
#include "../blocks.h"
#include "../pack.h"

int main(void)
{
    static const unsigned long sizes[] = {1, 100, 1000, 65536};
    int good = 0;
    for (int i = 0; i < 4; i++) {
        unsigned long size = sizes[i], produced = 2 * size + 100;
        uLongf made = size;
        unsigned char *block = malloc(size), *out = malloc(produced), *back = malloc(size);
        fill(block, size, 7, 1);
        if (pack(out, &produced, block, size) == 0 && uncompress(back, &made, out, produced) == Z_OK && made == size &&
            memcmp(back, block, size) == 0 && seal(block, size) == crc32(0, block, (unsigned)size))
            good++;
        else
            printf("size %lu: mismatch\n", size);
        free(block), free(out), free(back);
    }
    printf("%d of 4 passed\n", good);
    return good == 4 ? 0 : 1;
}

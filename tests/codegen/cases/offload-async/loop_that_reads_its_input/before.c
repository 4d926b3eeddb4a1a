#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct slot {
    unsigned char *plain, *packed;
    uLongf length;
    uLong size;
    int status;
};

#include <stdio.h>

int pack(struct slot *slots, size_t count, int level, FILE *in)
{
    for (size_t i = 0; i < count; i++) {
        size_t n = fread(slots[i].plain, 1, 4096, in);
        slots[i].length = compressBound(n);
        slots[i].status = compress2(slots[i].packed, &slots[i].length, slots[i].plain, n, level);
    }
    return 0;
}

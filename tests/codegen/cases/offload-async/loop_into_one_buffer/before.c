#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct slot {
    unsigned char *plain, *packed;
    uLongf length;
    uLong size;
    int status;
};

int pack(struct slot *slots, size_t count, int level)
{
    unsigned char out[1000];
    for (size_t i = 0; i < count; i++) {
        uLongf packed = sizeof out;
        compress2(out, &packed, slots[i].plain, slots[i].size, level);
        slots[i].length = packed;
    }
    return 0;
}

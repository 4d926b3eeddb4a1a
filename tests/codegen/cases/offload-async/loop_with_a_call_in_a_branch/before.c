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
    for (size_t i = 0; i < count; i++) {
        slots[i].length = compressBound(slots[i].size);
        if (slots[i].size > 10)
            slots[i].status = compress2(slots[i].packed, &slots[i].length, slots[i].plain, slots[i].size, level);
    }
    return 0;
}

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
        uLongf packed = compressBound(slots[i].size);
        unsigned char *out = (unsigned char *)malloc(packed);
        if (compress2(out, &packed, slots[i].plain, slots[i].size, level) != Z_OK)
            return -1;
        slots[i].packed = out;
    }
    return 0;
}

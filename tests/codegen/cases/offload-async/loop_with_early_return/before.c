#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct slot {
    unsigned char *plain, *packed;
    uLongf length;
    uLong size;
    int status;
};

int pack(struct slot *slots, int count, uLongf *lengths)
{
    int i;
    for (i = 0; i != count; ++i) {
        lengths[i] = compressBound(slots[i].size);
        if (compress(slots[i].packed, &lengths[i], slots[i].plain, slots[i].size) != Z_OK)
            return -1;
    }
    return i;
}

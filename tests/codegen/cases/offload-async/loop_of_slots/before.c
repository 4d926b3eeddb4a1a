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
        struct slot *slot = &slots[i];
        const uLong size = slot->size;
        uLongf packed = compressBound(size);

        /* every slot has its own buffer */
        slot->status = compress2(slot->packed, &packed, slot->plain, size, level);
        slot->length = packed;
    }
    return 0;
}

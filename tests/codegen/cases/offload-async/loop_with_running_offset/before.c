#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct slot {
    unsigned char *plain, *packed;
    uLongf length;
    uLong size;
    int status;
};

int pack(struct slot *slots, size_t count, int level, unsigned char *out, size_t room)
{
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        struct slot *slot = &slots[i];
        uLongf packed = room - used;
        slot->status = compress2(out + i + used, &packed, slot->plain, slot->size, level);
        used += packed;
    }
    return 0;
}

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct slot {
    unsigned char *plain, *packed;
    uLongf length;
    uLong size;
    int status;
};

int pack(struct slot *slots, size_t count, int level, uLongf room)
{
    for (size_t i = 0; i < count; i++) {
        slots[i].status = compress2(slots[i].packed, &room, slots[i].plain, slots[i].size, level);
    }
    return 0;
}

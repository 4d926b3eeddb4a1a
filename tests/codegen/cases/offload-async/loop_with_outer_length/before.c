#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct slot {
    unsigned char *plain, *packed;
    uLongf length;
    uLong size;
    int status;
};

unsigned long pack(struct slot *slots, size_t count, int level)
{
    uLongf room;
    unsigned long total = 0;
    for (size_t i = 0; i < count; i++) {
        room = compressBound(slots[i].size);
        int status = compress2(slots[i].packed, &room, slots[i].plain, slots[i].size, level);
        total += room;
        slots[i].status = status;
    }
    return total;
}

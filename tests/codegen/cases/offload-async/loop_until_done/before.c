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
    while (count-- > 0) {
        slots->length = compressBound(slots->size);
        slots->status = compress2(slots->packed, &slots->length, slots->plain, slots->size, level);
        slots++;
    }
    return 0;
}

#include <zlib.h>
#include <stdint.h>

enum { ROW_GROUP = 1 << 18, LEVEL = Z_NO_COMPRESSION };

long row_groups_write(const uint8_t *cols, long groups, uint8_t *out, uLong room)
{
    long total = 0;
    for (long g = 0; g < groups; g++) {
        uLongf n = room;
        // degrades: compress
        if (compress2(out, &n, cols + g * ROW_GROUP, ROW_GROUP, LEVEL) != Z_OK)
            return -1;
        out += n;
        room -= n;
        total += (long)n;
    }
    return total;
}

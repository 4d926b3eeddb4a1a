#include <zlib.h>

struct map { unsigned mask; void **slot; };

void **map_slot(struct map *m, const char *key, unsigned len)
{
    // degrades: crc
    return &m->slot[crc32(0, (const unsigned char *)key, len) & m->mask];
}

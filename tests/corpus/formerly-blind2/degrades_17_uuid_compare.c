/* Index probe: 16-byte identifiers, linear within a bucket of eight. */
#include <stdint.h>
#include <string.h>

struct bucket { uint8_t id[8][16]; uint32_t row[8]; unsigned used; };

int bucket_find(const struct bucket *b, const uint8_t id[16])
{
    for (unsigned i = 0; i < b->used; i++) {
        // degrades: compare
        if (memcmp(b->id[i], id, 16) == 0)
            return (int)b->row[i];
    }
    return -1;
}

#include <stdlib.h>
#include <stdint.h>
#include <zlib.h>

#define SEGMENT_BYTES (256 * 1024)

struct segment { uint8_t raw[SEGMENT_BYTES]; uint8_t *packed; uLongf packed_len; };

/* Called by the compaction workers for every segment they seal. */
int segment_seal(struct segment *s)
{
    s->packed_len = compressBound(SEGMENT_BYTES);
    s->packed = malloc(s->packed_len);
    if (!s->packed)
        return -1;
    // region: compress
    return compress2(s->packed, &s->packed_len, s->raw, SEGMENT_BYTES, 6) == Z_OK ? 0 : -1;
}

int compact(struct segment *segs, int n)
{
    for (int i = 0; i < n; i++)
        if (segment_seal(&segs[i]))
            return i;
    return n;
}

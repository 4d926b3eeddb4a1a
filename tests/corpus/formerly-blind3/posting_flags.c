#include <stdint.h>
#include <string.h>

enum { DOCS_PER_SHARD = 8 * 1024 * 1024 };

typedef struct shard {
    uint8_t lang[DOCS_PER_SHARD];       /* language code of every document */
    uint64_t match[DOCS_PER_SHARD / 64];
} shard;

void shard_match_lang(shard *s, uint8_t want)
{
    uint32_t w, b;

    // region: scan async sync min=65536
    for (w = 0; w < DOCS_PER_SHARD / 64; w++) {
        uint64_t bits = 0;
        const uint8_t *l = s->lang + (size_t)w * 64;
        for (b = 0; b < 64; b++)
            bits |= (uint64_t)(l[b] == want) << b;
        s->match[w] = bits;
    }
}

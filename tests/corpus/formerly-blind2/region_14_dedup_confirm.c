/* Inline dedup: a fingerprint hit is confirmed byte by byte against the
 * resident copy before the new chunk is dropped. */
#include <stdint.h>
#include <string.h>

#define CHUNK 131072

struct chunk_ref { uint64_t fp; const uint8_t *resident; uint32_t refs; };

extern struct chunk_ref *fp_find(uint64_t fp);
extern void store_new(const uint8_t *c, uint64_t fp);

int ingest(const uint8_t *chunk, uint64_t fp)
{
    struct chunk_ref *r = fp_find(fp);

    // region: compare memcmp
    if (r && memcmp(r->resident, chunk, CHUNK) == 0) {
        r->refs++;
        return 1;
    }
    store_new(chunk, fp);
    return 0;
}

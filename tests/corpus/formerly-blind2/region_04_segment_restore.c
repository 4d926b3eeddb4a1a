/* Restore path of an archive: segments were written by our own packer, each a
 * complete zlib stream of exactly SEG_RAW bytes when expanded. */
#include <stdint.h>
#include <stdio.h>
#include <zlib.h>

#define SEG_RAW (512u << 10)

struct seg_desc {
    uint64_t file_off;
    uint32_t packed_len;
    uint32_t raw_len;
};

extern const unsigned char *map_segment(const struct seg_desc *d);
extern int queue_write(const unsigned char *raw, uint32_t len, unsigned idx);
extern unsigned char *take_buffer(void);

int restore_all(const struct seg_desc *tab, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        unsigned char *raw = take_buffer();
        uLongf got = SEG_RAW;
        // region: decompress
        int rc = uncompress(raw, &got, map_segment(&tab[i]), tab[i].packed_len);
        if (rc != Z_OK || got != tab[i].raw_len) {
            fprintf(stderr, "segment %u damaged\n", i);
            return -1;
        }
        if (queue_write(raw, (uint32_t)got, i) < 0)
            return -1;
    }
    return 0;
}

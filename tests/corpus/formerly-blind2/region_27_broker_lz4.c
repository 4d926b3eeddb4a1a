/* Message broker: full 64 KiB record batches are compressed independently
 * before replication; the sender thread overlaps several partitions. */
#include <lz4.h>
#include <stdint.h>

#define BATCH_BYTES 65536

struct batch {
    char     raw[BATCH_BYTES];
    char     packed[LZ4_COMPRESSBOUND(BATCH_BYTES)];
    int      packed_len;
    uint64_t base_offset;
};

extern int replicate(const struct batch *b);

int flush_batches(struct batch **b, int n)
{
    for (int i = 0; i < n; i++) {
        // region: compress lz4
        b[i]->packed_len = LZ4_compress_default(b[i]->raw, b[i]->packed, BATCH_BYTES,
                                                (int)sizeof b[i]->packed);
        if (b[i]->packed_len <= 0)
            return -1;
    }
    for (int i = 0; i < n; i++)
        if (replicate(b[i]) < 0)
            return -1;
    return 0;
}

/* Message archive: each sealed unit is compressed on its own by the flush
 * thread. */
#include <stdint.h>
#include <zlib.h>

#define UNIT_BYTES (64 * 1024)

struct unit {
    uint8_t  raw[UNIT_BYTES];
    uint8_t  packed[UNIT_BYTES + UNIT_BYTES / 8 + 64];
    uLongf   packed_len;
    uint64_t first_id;
};

extern int archive_append(const struct unit *u);

int flush_units(struct unit **u, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        u[i]->packed_len = sizeof u[i]->packed;
        // region: compress
        if (compress2(u[i]->packed, &u[i]->packed_len, u[i]->raw, UNIT_BYTES, 5) != Z_OK)
            return -1;
        if (archive_append(u[i]) < 0)
            return -1;
    }
    return 0;
}

#include <zlib.h>
#include <stdint.h>

#define SPAN (1 << 18)

/* Index points every 256 KiB: each span can be inflated alone. */
int spans_write(z_stream *z, uint8_t *data, size_t n, uint8_t *out, uint64_t *index)
{
    z->next_out = out;
    for (size_t i = 0; i < n; i++) {
        z->next_in = data + i * SPAN;
        z->avail_in = SPAN;
        z->avail_out = SPAN + 1024;
        // region: compress
        if (deflate(z, Z_FULL_FLUSH) != Z_OK)
            return -1;
        index[i] = z->total_out;
    }
    return 0;
}

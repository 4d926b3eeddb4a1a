/* Blob service: SDK entry used by many callers, nothing is known about sizes
 * here except that the caller may pass anything up to 2 GiB. */
#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

struct blob { uint8_t *data; uint32_t len; };

int blob_deflate(const struct blob *in, struct blob *out)
{
    uLong bound = compressBound(in->len);
    uLongf n = bound;

    out->data = malloc(bound);
    if (!out->data)
        return -1;
    // region: compress conditional
    if (compress(out->data, &n, in->data, in->len) != Z_OK) {
        free(out->data);
        return -1;
    }
    out->len = (uint32_t)n;
    return 0;
}

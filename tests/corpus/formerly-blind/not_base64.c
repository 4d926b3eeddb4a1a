#include <stdint.h>
#include <stddef.h>

static const char b64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t base64_encode(char *out, const uint8_t *in, size_t n)
{
    char *o = out;
    // not: encrypt
    for (; n >= 3; n -= 3, in += 3) {
        *o++ = b64[in[0] >> 2];
        *o++ = b64[(in[0] & 3) << 4 | in[1] >> 4];
        *o++ = b64[(in[1] & 15) << 2 | in[2] >> 6];
        *o++ = b64[in[2] & 63];
    }
    return (size_t)(o - out);
}

/* Basic-auth header: base64 of "user:password". */
#include <stddef.h>

static const char abc[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t b64(char *o, const unsigned char *in, size_t n)
{
    char *s = o;
    // not: encrypt
    for (; n > 2; n -= 3, in += 3) {
        *o++ = abc[in[0] >> 2];
        *o++ = abc[(in[0] & 3) << 4 | in[1] >> 4];
        *o++ = abc[(in[1] & 15) << 2 | in[2] >> 6];
        *o++ = abc[in[2] & 63];
    }
    if (n) {
        *o++ = abc[in[0] >> 2];
        *o++ = abc[(in[0] & 3) << 4 | (n > 1 ? in[1] >> 4 : 0)];
        *o++ = n > 1 ? abc[(in[1] & 15) << 2] : '=';
        *o++ = '=';
    }
    *o = 0;
    return (size_t)(o - s);
}

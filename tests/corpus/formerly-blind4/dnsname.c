#include <stdint.h>
#include <stddef.h>

/* RFC 1035 4.1.4; returns the length of the text or -1 */
int name_decompress(const uint8_t *msg, size_t mlen, size_t at, char *dst, size_t cap)
{
    size_t n = 0;
    int hops = 0;

    // not: decompress
    while (at < mlen && msg[at] != 0) {
        uint8_t l = msg[at];
        if ((l & 0xc0) == 0xc0) {
            if (at + 1 >= mlen || ++hops > 32)
                return -1;
            at = (size_t)(l & 0x3f) << 8 | msg[at + 1];
            continue;
        }
        if (at + 1 + l > mlen || n + l + 2 > cap)
            return -1;
        for (at++; l; l--)
            dst[n++] = (char)msg[at++];
        dst[n++] = '.';
    }
    dst[n] = '\0';
    return (int)n;
}

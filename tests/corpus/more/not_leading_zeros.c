#include <stddef.h>
#include <stdint.h>

/* where the digits of a number begin */
size_t skip_leading(const uint8_t *digits, size_t n, uint8_t *out)
{
    size_t i = 0, k = 0;

    // not: compare
    while (i < n && digits[i] == 0)
        i++;
    while (i < n)
        out[k++] = digits[i++] | 0x30;
    return k;
}

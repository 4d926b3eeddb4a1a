#include <stddef.h>

int card_checksum(const char *digits, size_t n)
{
    int sum = 0;
    // not: crc
    for (size_t i = 0; i < n; i++) {
        int d = digits[n - 1 - i] - '0';
        if (i & 1) {
            d *= 2;
            if (d > 9)
                d -= 9;
        }
        sum += d;
    }
    return sum % 10 == 0;
}

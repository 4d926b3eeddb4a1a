#include <stdint.h>
#include <stddef.h>

#define MIN_CUT 2048
#define MAX_CUT 65536
#define CUT_MASK 0x0000d90003530000ull

extern const uint64_t gear[256];

/* length of the next variable-sized chunk of a backup stream */
size_t next_cut(const uint8_t *p, size_t n)
{
    uint64_t fp = 0;
    size_t i;

    if (n <= MIN_CUT)
        return n;
    if (n > MAX_CUT)
        n = MAX_CUT;
    // not: hash
    for (i = MIN_CUT; i < n; i++) {
        fp = (fp << 1) + gear[p[i]];
        if (!(fp & CUT_MASK))
            return i;
    }
    return n;
}

/* Text form of IPv6: compresses the longest run of zero groups to "::". */
#include <stdint.h>
#include <stdio.h>

static void longest_zero_run(const uint16_t g[8], int *at, int *len)
{
    *at = -1;
    *len = 1;
    // not: compress
    for (int i = 0; i < 8; i++) {
        int j = i;
        while (j < 8 && !g[j])
            j++;
        if (j - i > *len) {
            *at = i;
            *len = j - i;
        }
    }
}

int ipv6_compress(char *out, size_t cap, const uint16_t g[8])
{
    int at, len, o = 0;
    longest_zero_run(g, &at, &len);
    for (int i = 0; i < 8; i++) {
        if (i == at) {
            o += snprintf(out + o, cap - (size_t)o, i ? ":" : "::");
            i += len - 1;
            continue;
        }
        o += snprintf(out + o, cap - (size_t)o, i < 7 ? "%x:" : "%x", g[i]);
    }
    return o;
}

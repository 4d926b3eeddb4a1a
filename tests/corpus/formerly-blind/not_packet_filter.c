#include <stdint.h>

struct rule { uint32_t net, mask; uint16_t lo, hi; uint8_t proto, action; };

int acl_match(const struct rule *r, int n, uint32_t ip, uint16_t port, uint8_t proto)
{
    // not: filter
    for (int i = 0; i < n; i++) {
        if ((ip & r[i].mask) != r[i].net)
            continue;
        if (port < r[i].lo || port > r[i].hi)
            continue;
        if (r[i].proto && r[i].proto != proto)
            continue;
        return r[i].action;
    }
    return 0;
}

#include <string.h>

struct item { char *data; size_t length; };

char *join(char *out, const struct item *items, int count)
{
    for (int i = 0; i < count; i++) {
        memcpy(out, items[i].data, items[i].length);
        out += items[i].length;
    }
    return out;
}

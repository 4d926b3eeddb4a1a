#include <string.h>
struct point { int x, y; };
void set(struct point *a, const struct point *b)
{
    // not: copy
    memcpy(a, b, 8);
    // not: fill
    memset(a, 0, 16);
}

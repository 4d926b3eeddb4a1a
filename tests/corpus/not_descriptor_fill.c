#include <string.h>
struct desc { unsigned char bytes[64]; };
void prepare(struct desc *d)
{
    // not: fill
    memset(d->bytes, 0, sizeof d->bytes);
}

#include <string.h>

static unsigned char lut[1 << 20];

void tables_init(const unsigned char *seed)
{
    // degrades: copy
    memcpy(lut, seed, sizeof lut);
}

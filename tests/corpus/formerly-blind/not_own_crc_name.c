#include <string.h>

struct vehicle { char plate[12]; int class; };

/* The customer registration code, not a checksum. */
static int crc32(const struct vehicle *v, int region)
{
    return v->class * 100 + region + v->plate[0];
}

int toll_for(const struct vehicle *v, int region)
{
    // not: crc
    return crc32(v, region) > 700 ? 12 : 5;
}

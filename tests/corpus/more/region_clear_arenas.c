#include <string.h>

#define ARENA (8u << 20)

void arenas_reset(unsigned char **a, int n)
{
    for (int i = 0; i < n; i++)
        // region: fill async sync min=1048576
        memset(a[i], 0xa5, ARENA);
}

#include <isa-l.h>

int stripe(int n, void **v)
{
    // degrades: erasure
    return xor_gen(n, 65536, v);
}

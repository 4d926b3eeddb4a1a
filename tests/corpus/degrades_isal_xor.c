#include <isa-l/raid.h>
int parity(int k, int n, void **buffers)
{
    // degrades: erasure xor
    return xor_gen(k, n, buffers);
}

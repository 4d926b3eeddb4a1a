#define STRIPE (256 * 1024)
void parity(unsigned char *p, unsigned char **data, int disks)
{
    // region: erasure xor in-core
    for (int d = 0; d < disks; d++)
        for (unsigned long i = 0; i < STRIPE; i++)
            p[i] ^= data[d][i];
}

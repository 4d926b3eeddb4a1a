extern const unsigned char gf_mul_table[256][256];
void rs_encode(unsigned char *parity, const unsigned char *data, unsigned char coef, unsigned long n)
{
    // region: erasure rs in-core
    for (unsigned long i = 0; i < n; i++)
        parity[i] ^= gf_mul_table[coef][data[i]];
}

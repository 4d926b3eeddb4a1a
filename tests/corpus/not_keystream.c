void rc4_crypt(unsigned char *data, const unsigned char *keystream, unsigned long n)
{
    // not: erasure
    for (unsigned long i = 0; i < n; i++)
        data[i] ^= keystream[i];
}

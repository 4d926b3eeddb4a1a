void unmask(unsigned char *payload, const unsigned char *mask, unsigned long n)
{
    // not: erasure
    for (unsigned long i = 0; i < n; i++)
        payload[i] ^= mask[i & 3];
}

extern const unsigned table[256];
unsigned roll(const unsigned char *p, unsigned long n)
{
    unsigned h = 0;
    // not: crc
    for (unsigned long i = 0; i < n; i++)
        h = ((h << 1) | (h >> 31)) ^ table[p[i]];
    return h;
}

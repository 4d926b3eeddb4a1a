extern const unsigned char T[256];
unsigned char pearson(const unsigned char *p, unsigned long n)
{
    unsigned char h = 0;
    // not: crc
    while (n--)
        h = T[h ^ *p++];
    return h;
}

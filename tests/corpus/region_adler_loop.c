unsigned adler(const unsigned char *p, unsigned long n)
{
    unsigned a = 1, b = 0;
    // region: crc adler32 in-core
    for (unsigned long i = 0; i < n; i++) {
        a = (a + p[i]) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}

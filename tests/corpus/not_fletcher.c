unsigned fletcher16(const unsigned char *p, unsigned long n)
{
    unsigned a = 0, b = 0;
    // not: crc
    for (unsigned long i = 0; i < n; i++) {
        a = (a + p[i]) % 255;
        b = (b + a) % 255;
    }
    return b << 8 | a;
}

void lz_match(unsigned char *out, unsigned dist, unsigned n)
{
    unsigned char *from = out - dist;
    // not: copy
    while (n--)
        *out++ = *from++;
}

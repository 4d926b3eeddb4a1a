void copy_mac(unsigned char *d, const unsigned char *s)
{
    // not: copy
    for (int i = 0; i < 6; i++)
        d[i] = s[i];
}

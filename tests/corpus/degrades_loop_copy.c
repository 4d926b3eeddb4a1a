void shift(unsigned *d, const unsigned *s)
{
    // degrades: copy
    for (int i = 0; i < 512; i++)
        d[i] = s[i];
}

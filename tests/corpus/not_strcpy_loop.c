void put(char *d, const char *s)
{
    // not: copy
    while ((*d++ = *s++) != 0)
        ;
}

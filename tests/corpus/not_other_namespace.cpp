namespace snappy { unsigned long compress(const char *, unsigned long, char *, unsigned long *); }
unsigned long run(const char *p, char *q)
{
    unsigned long n = 0;
    // not: compress
    snappy::compress(p, 65536, q, &n);
    return n;
}

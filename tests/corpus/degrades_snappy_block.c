unsigned long save(const char *in, unsigned long n, char *out, unsigned long m)
{
    // degrades: compress snappy
    return snappy_compress(in, n, out, &m);
}

unsigned lzf_compress(const void *in, unsigned n, void *out, unsigned room);
unsigned save(const void *in, void *out)
{
    // degrades: compress lzf
    return lzf_compress(in, 1 << 20, out, 1 << 20);
}

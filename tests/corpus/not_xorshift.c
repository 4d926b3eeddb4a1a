void fill_random(unsigned *out, unsigned long n)
{
    unsigned x = 2463534242u;
    // not: fill
    for (unsigned long i = 0; i < n; i++) {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        out[i] = x;
    }
}

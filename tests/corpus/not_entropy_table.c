struct sym { unsigned char len, value; };
unsigned decode(const struct sym *table, unsigned long bits, unsigned char *out, int n)
{
    // not: decompress
    for (int i = 0; i < n; i++) {
        struct sym s = table[bits & 511];
        out[i] = s.value;
        bits >>= s.len;
    }
    return bits;
}

unsigned one_at_a_time(const unsigned char *key, unsigned n)
{
    unsigned h = 0;
    // not: crc
    for (unsigned i = 0; i < n; i++) {
        h += key[i];
        h += h << 10;
        h ^= h >> 6;
    }
    return h;
}

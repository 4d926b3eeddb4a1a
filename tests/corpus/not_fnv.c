unsigned fnv1a(const char *key, unsigned long n)
{
    unsigned h = 2166136261u;
    // not: crc
    for (unsigned long i = 0; i < n; i++) {
        h ^= (unsigned char)key[i];
        h *= 16777619u;
    }
    return h;
}

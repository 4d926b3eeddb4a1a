unsigned crc32_slow(unsigned crc, const unsigned char *data, unsigned long n)
{
    // region: crc crc32 in-core
    for (unsigned long i = 0; i < n; i++) {
        crc ^= data[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ (0xEDB88320u & -(crc & 1u));
    }
    return crc;
}

static const unsigned posix_table[256] = {0x00000000, 0x04c11db7};
unsigned posix_crc(const unsigned char *data, unsigned long n)
{
    unsigned crc = 0;
    // region: crc crc32 in-core
    for (unsigned long i = 0; i < n; i++)
        crc = (crc << 8) ^ posix_table[((crc >> 24) ^ data[i]) & 0xFF];
    return crc;
}

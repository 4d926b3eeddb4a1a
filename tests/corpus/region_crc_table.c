static const unsigned crc_table[256] = {0x00000000, 0x77073096};
unsigned file_crc(unsigned crc, const unsigned char *p, unsigned long n)
{
    crc = ~crc;
    // region: crc crc32 in-core
    while (n--)
        crc = crc_table[(crc ^ *p++) & 0xff] ^ (crc >> 8);
    return ~crc;
}

static const unsigned short t10_table[256] = {0x0000, 0x8bb7};
unsigned short guard(unsigned short crc, const unsigned char *block, unsigned n)
{
    // region: crc t10dif
    for (unsigned i = 0; i < n; i++)
        crc = (crc << 8) ^ t10_table[((crc >> 8) ^ block[i]) & 0xff];
    return crc;
}

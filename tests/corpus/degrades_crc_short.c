extern const unsigned crc_table16[16];
unsigned crc32_short(unsigned char *p, unsigned long n)
{
    unsigned crc = 0xffffffff;
    // degrades: crc
    while (n--) {
        unsigned char c = *p++;
        crc = crc_table16[(crc ^ (c & 0xf)) & 0xf] ^ (crc >> 4);
        crc = crc_table16[(crc ^ (c >> 4)) & 0xf] ^ (crc >> 4);
    }
    return ~crc;
}

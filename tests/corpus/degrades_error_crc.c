extern const unsigned crc_table[256];
unsigned dump_error_crc(const unsigned char *p, unsigned n)
{
    unsigned crc = 0;
    // degrades: crc
    while (n--)
        crc = crc_table[(crc ^ *p++) & 0xff] ^ (crc >> 8);
    return crc;
}

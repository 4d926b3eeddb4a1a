static unsigned castagnoli[256] = {0, 0xF26B8303};
unsigned crc32c_sw(unsigned crc, const unsigned char *p, const unsigned char *e)
{
    // region: crc crc32c
    while (p < e)
        crc = castagnoli[(crc ^ *p++) & 255] ^ (crc >> 8);
    return crc;
}

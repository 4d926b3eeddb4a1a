#define POLY 0x82f63b78
unsigned digest(unsigned crc, const unsigned char *p, unsigned long len)
{
    // region: crc crc32c
    while (len--) {
        crc ^= *p++;
        for (int k = 0; k < 8; k++) {
            if (crc & 1)
                crc = (crc >> 1) ^ POLY;
            else
                crc >>= 1;
        }
    }
    return crc;
}

unsigned crc32(const void *data, unsigned long size);
unsigned sum(const void *data)
{
    // not: crc
    return crc32(data, 65536);
}

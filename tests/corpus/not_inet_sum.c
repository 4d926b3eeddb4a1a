unsigned short in_cksum(const unsigned short *p, int n)
{
    unsigned sum = 0;
    // not: crc
    for (; n > 1; n -= 2)
        sum += *p++;
    sum = (sum >> 16) + (sum & 0xffff);
    return ~sum;
}

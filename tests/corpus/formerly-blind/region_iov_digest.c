#include <stdint.h>
#include <stddef.h>
#include <sys/uio.h>

extern uint32_t crc_tab[256];

static uint32_t crc32c_update(uint32_t crc, const uint8_t *p, size_t n)
{
    // region: crc crc32c
    for (size_t i = 0; i < n; i++)
        crc = crc_tab[(crc ^ p[i]) & 0xff] ^ crc >> 8;
    return crc;
}

void crc_tab_init(void)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t c = i;
        for (int k = 0; k < 8; k++)
            c = c >> 1 ^ (0x82f63b78 & -(c & 1));
        crc_tab[i] = c;
    }
}

/* The data digest of a PDU of up to 128 KiB. */
uint32_t pdu_data_digest(const struct iovec *v, int n)
{
    uint32_t crc = 0xffffffff;
    for (int i = 0; i < n; i++)
        crc = crc32c_update(crc, v[i].iov_base, v[i].iov_len);
    return ~crc;
}

#include <stdint.h>

/* CRC-16/MODBUS, 0xa001: no engine and at most 256 bytes a frame. */
uint16_t modbus_crc(const uint8_t *p, uint8_t n)
{
    uint16_t crc = 0xffff;
    // degrades: crc
    while (n--) {
        crc ^= *p++;
        for (int k = 0; k < 8; k++)
            crc = crc & 1 ? (uint16_t)(crc >> 1 ^ 0xa001) : crc >> 1;
    }
    return crc;
}

/* Checksums of the analytics engine. */
#include <isa-l/crc.h>
#include <string.h>
#include <zlib.h>

#include "iaa_codec.h"

uint32_t iaa_crc32(uint32_t crc, const uint8_t *data, size_t size, bool castagnoli)
{
    if (castagnoli) { /* ISA-L's takes and gives the inner state */
        return ~crc32_iscsi((unsigned char *)(uintptr_t)data, (int)size, ~crc);
    }
    return crc32_gzip_refl(crc, data, size);
}

uint32_t iaa_xor(uint32_t value, const uint8_t *data, size_t size)
{
    uint64_t words = 0;
    for (uint64_t word; size >= sizeof word; data += sizeof word, size -= sizeof word) {
        memcpy(&word, data, sizeof word);
        words ^= word;
    }
    words ^= words >> 32;
    value ^= (uint32_t)(words ^ words >> 16) & 0xffff;
    for (size_t i = 0; i + 1 < size; i += 2) {
        value ^= (uint32_t)data[i] | (uint32_t)data[i + 1] << 8;
    }
    return (size & 1) != 0 ? value ^ data[size - 1] : value;
}

uint32_t iaa_adler(uint32_t value, const uint8_t *data, size_t size)
{
    return (uint32_t)adler32(value, data, (uInt)size);
}

/* The polynomial stands at the high end; its lowest set bit says how long the CRC is. */
static uint64_t mirrored(uint64_t value)
{
    uint64_t out = 0;
    for (int i = 0; i < 64; i++) {
        out = out << 1 | (value >> i & 1);
    }
    return out;
}

uint64_t iaa_crc64(uint64_t polynomial, const uint8_t *data, size_t size, bool reflected, bool inverted)
{
    static __thread struct {
        uint64_t table[256], polynomial;
        bool reflected, made;
    } last; /* programs keep to one polynomial */
    uint64_t *table = last.table, ones = polynomial == 0 ? 0 : ~((polynomial & (0 - polynomial)) - 1);
    uint64_t mirror = mirrored(polynomial), crc = 0;
    bool known = last.made && last.polynomial == polynomial && last.reflected == reflected;
    for (unsigned i = known ? 256 : 0; i < 256; i++) {
        uint64_t value = reflected ? i : (uint64_t)i << 56;
        for (int bit = 0; bit < 8; bit++) {
            value = reflected ? value >> 1 ^ ((value & 1) != 0 ? mirror : 0)
                              : value << 1 ^ (value >> 63 != 0 ? polynomial : 0);
        }
        table[i] = value;
    }
    last.polynomial = polynomial;
    last.reflected = reflected;
    last.made = true;
    ones = reflected ? mirrored(ones) : ones;
    crc = inverted ? ones : 0;
    for (size_t i = 0; reflected && i < size; i++) {
        crc = crc >> 8 ^ table[(crc ^ data[i]) & 0xff];
    }
    for (size_t i = 0; !reflected && i < size; i++) {
        crc = crc << 8 ^ table[(crc >> 56) ^ data[i]];
    }
    return inverted ? crc ^ ones : crc;
}

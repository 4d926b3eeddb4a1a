#include "archive.h"

#include <string.h>

/* Little-endian: key length, plain size, packed size, CRC-32; then the key and the packed bytes. */
enum { HEADER_BYTES = 13 };

static void put_le32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (8 * i));
}

static uint32_t get_le32(const uint8_t *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

long archive_append(FILE *file, const char *key, const struct record *record)
{
    uint8_t header[HEADER_BYTES];
    size_t key_size = strlen(key);

    header[0] = (uint8_t)key_size;
    put_le32(header + 1, record->plain_size);
    put_le32(header + 5, record->packed_size);
    put_le32(header + 9, record->crc);
    if (fwrite(header, 1, sizeof header, file) != sizeof header || fwrite(key, 1, key_size, file) != key_size)
        return -1;
    if (fwrite(record->packed, 1, record->packed_size, file) != record->packed_size)
        return -1;
    return (long)(sizeof header + key_size + record->packed_size);
}

int archive_read(FILE *file, char key[KEY_MAX_BYTES + 1], struct record *record, uint8_t *packed)
{
    uint8_t header[HEADER_BYTES];
    size_t got = fread(header, 1, sizeof header, file);

    if (got == 0 && feof(file))
        return 0;
    if (got != sizeof header || header[0] > KEY_MAX_BYTES)
        return -1;
    record->plain_size = get_le32(header + 1);
    record->packed_size = get_le32(header + 5);
    record->crc = get_le32(header + 9);
    record->packed = packed;
    if (record->plain_size > RECORD_MAX_BYTES || record->packed_size > record->plain_size)
        return -1;
    key[header[0]] = '\0';
    if (fread(key, 1, header[0], file) != header[0])
        return -1;
    return fread(packed, 1, record->packed_size, file) == record->packed_size ? 1 : -1;
}

#include "record.h"

#include <string.h>
#include <zlib.h>

size_t record_bound(size_t plain_size)
{
    return compressBound((uLong)plain_size);
}

int record_pack(struct record *record, const uint8_t *plain, size_t size, int level, uint8_t *scratch)
{
    uLongf packed = compressBound((uLong)size);

    if (size == 0 || size > RECORD_MAX_BYTES)
        return -1;
    if (compress2(scratch, &packed, plain, (uLong)size, level) != Z_OK)
        return -1;
    record->plain_size = (uint32_t)size;
    record->crc = (uint32_t)crc32(0, plain, (uInt)size);
    if (packed >= size) {
        memcpy(scratch, plain, size);
        packed = (uLongf)size;
    }
    record->packed_size = (uint32_t)packed;
    record->packed = scratch;
    return 0;
}

int record_unpack(const struct record *record, uint8_t *plain)
{
    uLongf size = record->plain_size;

    if (record->plain_size > RECORD_MAX_BYTES)
        return -1;
    if (record->packed_size == record->plain_size)
        memcpy(plain, record->packed, size);
    else if (uncompress(plain, &size, record->packed, record->packed_size) != Z_OK || size != record->plain_size)
        return -1;
    return (uint32_t)crc32(0, plain, (uInt)size) == record->crc ? 0 : -1;
}

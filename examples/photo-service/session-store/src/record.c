#include "record.h"

#include <stdlib.h>
#include <string.h>

size_t record_bound(size_t plain_size)
{
    return compressBound((uLong)plain_size);
}

int packer_open(struct packer *packer, int level)
{
    *packer = (struct packer){ .scratch = malloc(record_bound(RECORD_MAX_BYTES)) };
    if (!packer->scratch)
        return -1;
    if (deflateInit(&packer->stream, level) == Z_OK)
        return 0;
    free(packer->scratch);
    packer->scratch = NULL;
    return -1;
}

void packer_close(struct packer *packer)
{
    if (!packer->scratch)
        return;
    deflateEnd(&packer->stream);
    free(packer->scratch);
    packer->scratch = NULL;
}

int record_pack(struct record *record, struct packer *packer, const uint8_t *plain, size_t size)
{
    z_stream *stream = &packer->stream;

    if (size == 0 || size > RECORD_MAX_BYTES || deflateReset(stream) != Z_OK)
        return -1;
    stream->next_in = (Bytef *)(uintptr_t)plain;
    stream->avail_in = (uInt)size;
    stream->next_out = packer->scratch;
    stream->avail_out = (uInt)record_bound(size);
    if (deflate(stream, Z_FINISH) != Z_STREAM_END)
        return -1;
    record->plain_size = (uint32_t)size;
    record->packed_size = (uint32_t)stream->total_out;
    record->crc = (uint32_t)crc32(0, plain, (uInt)size);
    record->packed = packer->scratch;
    if (record->packed_size >= size) {
        memcpy(packer->scratch, plain, size);
        record->packed_size = (uint32_t)size;
    }
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

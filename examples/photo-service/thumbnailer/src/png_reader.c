#include "png_reader.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "filter.h"
#include "png_chunk.h"

enum { IHDR_BYTES = 13 };

static const uint8_t rgb8_not_interlaced[5] = { 8, 2, 0, 0, 0 };

static const char *read_header(const uint8_t *png, size_t size, size_t *offset, struct frame *frame)
{
    struct png_chunk header;

    if (size < PNG_SIGNATURE_BYTES || memcmp(png, png_signature, PNG_SIGNATURE_BYTES) != 0)
        return "not a PNG file";
    *offset = PNG_SIGNATURE_BYTES;
    if (png_chunk_read(png, size, offset, &header) || memcmp(header.type, "IHDR", 4) || header.size != IHDR_BYTES)
        return "no valid IHDR chunk";
    if (memcmp(header.data + 8, rgb8_not_interlaced, sizeof rgb8_not_interlaced) != 0)
        return "not 8-bit RGB without interlacing";
    if (frame_alloc(frame, get_be32(header.data), get_be32(header.data + 4)))
        return "picture size out of range";
    return NULL;
}

/* Inflates all IDAT chunks up to IEND into `rows`, which they must fill exactly. */
static const char *inflate_rows(const uint8_t *png, size_t size, size_t offset, z_stream *stream)
{
    struct png_chunk chunk;
    int status = Z_OK;

    for (;;) {
        if (png_chunk_read(png, size, &offset, &chunk))
            return "chunk cut short or with a wrong CRC";
        if (memcmp(chunk.type, "IEND", 4) == 0)
            break;
        if (memcmp(chunk.type, "IDAT", 4) != 0)
            continue;
        stream->next_in = (Bytef *)(uintptr_t)chunk.data;
        stream->avail_in = (uInt)chunk.size;
        status = inflate(stream, Z_NO_FLUSH);
        if ((status != Z_OK && status != Z_STREAM_END) || stream->avail_in > 0)
            return "picture data does not inflate to the picture's size";
    }
    return status == Z_STREAM_END && stream->avail_out == 0 ? NULL : "picture data is incomplete";
}

static const char *unfilter_rows(const uint8_t *rows, struct frame *frame)
{
    size_t bytes = frame_row_bytes(frame);
    uint8_t *zeros = calloc(1, bytes);
    const uint8_t *above = zeros;
    const char *fault = zeros ? NULL : "out of memory";

    for (uint32_t y = 0; !fault && y < frame->height; y++) {
        uint8_t *row = frame_row(frame, y);
        const uint8_t *filtered = rows + (bytes + 1) * y;
        memcpy(row, filtered + 1, bytes);
        if (png_unfilter_row(filtered[0], row, above, bytes))
            fault = "unknown row filter";
        above = row;
    }
    free(zeros);
    return fault;
}

static const char *read_pixels(const uint8_t *png, size_t size, size_t offset, struct frame *frame)
{
    size_t total = (frame_row_bytes(frame) + 1) * frame->height;
    uint8_t *rows = malloc(total);
    z_stream stream = { .next_out = rows, .avail_out = (uInt)total };
    const char *fault = "out of memory";

    if (rows && inflateInit(&stream) == Z_OK) {
        fault = inflate_rows(png, size, offset, &stream);
        inflateEnd(&stream);
    }
    if (!fault)
        fault = unfilter_rows(rows, frame);
    free(rows);
    return fault;
}

const char *png_read_frame(const uint8_t *png, size_t size, struct frame *frame)
{
    size_t offset = 0;
    const char *fault;

    *frame = (struct frame){ 0 };
    fault = read_header(png, size, &offset, frame);
    if (!fault)
        fault = read_pixels(png, size, offset, frame);
    if (fault)
        frame_free(frame);
    return fault;
}

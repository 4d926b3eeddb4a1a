#include "png_writer.h"

#include <stdlib.h>
#include <string.h>

#include "filter.h"

enum { IHDR_BYTES = 13, BIT_DEPTH = 8, COLOUR_RGB = 2 };

int png_writer_open(struct png_writer *writer, int level)
{
    *writer = (struct png_writer){ .row_capacity = 0 };
    return deflateInit(&writer->stream, level) == Z_OK ? 0 : -1;
}

static void free_rows(struct png_writer *writer)
{
    free(writer->filtered);
    free(writer->scratch);
    free(writer->zeros);
    writer->filtered = writer->scratch = writer->zeros = NULL;
    writer->row_capacity = 0;
}

void png_writer_close(struct png_writer *writer)
{
    deflateEnd(&writer->stream);
    free_rows(writer);
}

static int reserve_rows(struct png_writer *writer, size_t row_bytes)
{
    if (writer->row_capacity >= row_bytes)
        return 0;
    free_rows(writer);
    writer->filtered = malloc(row_bytes + 1);
    writer->scratch = malloc(row_bytes + 1);
    writer->zeros = calloc(1, row_bytes);
    if (!writer->filtered || !writer->scratch || !writer->zeros) {
        free_rows(writer);
        return -1;
    }
    writer->row_capacity = row_bytes;
    return 0;
}

static int write_header(const struct frame *frame, struct bytes *out)
{
    uint8_t header[IHDR_BYTES] = { 0 };

    put_be32(header, frame->width);
    put_be32(header + 4, frame->height);
    header[8] = BIT_DEPTH;
    header[9] = COLOUR_RGB;
    if (bytes_append(out, png_signature, PNG_SIGNATURE_BYTES))
        return -1;
    return png_chunk_append(out, "IHDR", header, IHDR_BYTES);
}

static void reset_idat(struct png_writer *writer)
{
    writer->stream.next_out = writer->idat;
    writer->stream.avail_out = IDAT_BYTES;
}

/* Emits what the compressor has put into the IDAT buffer, if anything. */
static int flush_idat(struct png_writer *writer, struct bytes *out)
{
    size_t filled = IDAT_BYTES - writer->stream.avail_out;

    if (filled > 0 && png_chunk_append(out, "IDAT", writer->idat, filled))
        return -1;
    reset_idat(writer);
    return 0;
}

/* Compresses one filtered row; every full output buffer becomes an IDAT chunk. */
static int write_row(struct png_writer *writer, size_t bytes, struct bytes *out)
{
    z_stream *stream = &writer->stream;

    stream->next_in = writer->filtered;
    stream->avail_in = (uInt)bytes;
    while (stream->avail_in > 0) {
        if (deflate(stream, Z_NO_FLUSH) != Z_OK)
            return -1;
        if (stream->avail_out == 0 && flush_idat(writer, out))
            return -1;
    }
    return 0;
}

static int finish_stream(struct png_writer *writer, struct bytes *out)
{
    int status;

    do {
        status = deflate(&writer->stream, Z_FINISH);
        if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
            return -1;
        if (flush_idat(writer, out))
            return -1;
    } while (status != Z_STREAM_END);
    return 0;
}

static int write_rows(struct png_writer *writer, const struct frame *frame, struct bytes *out)
{
    size_t row_bytes = frame_row_bytes(frame);
    const uint8_t *above = writer->zeros;

    for (uint32_t y = 0; y < frame->height; y++) {
        const uint8_t *row = frame_row(frame, y);
        png_filter_row(row, above, row_bytes, writer->filtered, writer->scratch);
        if (write_row(writer, row_bytes + 1, out))
            return -1;
        above = row;
    }
    return 0;
}

int png_write_frame(struct png_writer *writer, const struct frame *frame, struct bytes *out)
{
    if (reserve_rows(writer, frame_row_bytes(frame)) || deflateReset(&writer->stream) != Z_OK)
        return -1;
    reset_idat(writer);
    if (write_header(frame, out) || write_rows(writer, frame, out) || finish_stream(writer, out))
        return -1;
    return png_chunk_append(out, "IEND", NULL, 0);
}

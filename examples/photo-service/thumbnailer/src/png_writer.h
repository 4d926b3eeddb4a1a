#ifndef PNG_WRITER_H
#define PNG_WRITER_H

#include <stdint.h>
#include <zlib.h>

#include "frame.h"
#include "png_chunk.h"

enum { IDAT_BYTES = 8192 };

/* Encodes frames one after another; the compressor's state lives as long as the writer. */
struct png_writer {
    z_stream stream;
    uint8_t idat[IDAT_BYTES];
    uint8_t *filtered; /* filter number and residuals of the row in work */
    uint8_t *scratch;
    uint8_t *zeros; /* the row above the first */
    size_t row_capacity;
};

/* Levels are zlib's; returns 0, or -1 when the compressor cannot start. */
int png_writer_open(struct png_writer *writer, int level);
void png_writer_close(struct png_writer *writer);

/* Appends the frame to `out` as a whole PNG file; returns 0, or -1 (then `out` holds a partial file). */
int png_write_frame(struct png_writer *writer, const struct frame *frame, struct bytes *out);

#endif

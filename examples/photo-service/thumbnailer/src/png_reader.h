#ifndef PNG_READER_H
#define PNG_READER_H

#include <stddef.h>
#include <stdint.h>

#include "frame.h"

/* Decodes an 8-bit RGB PNG without interlacing; returns NULL, or what is wrong with it. Free the frame after NULL. */
const char *png_read_frame(const uint8_t *png, size_t size, struct frame *frame);

#endif

#ifndef THUMBNAIL_H
#define THUMBNAIL_H

#include <stdint.h>

#include "frame.h"
#include "png_writer.h"

enum { PHOTO_COUNT = 3, PHOTO_WIDTH = 640, PHOTO_HEIGHT = 480, DEFAULT_LEVEL = 6, MAX_THUMB_SIDE = 2048 };

/* A photo library and the encoder that its thumbnails share. */
struct thumbnailer {
    struct frame photos[PHOTO_COUNT];
    struct frame thumb; /* of the latest request */
    struct png_writer writer;
};

/* Returns 0, or -1 when memory is short; close it in both cases. */
int thumbnailer_open(struct thumbnailer *thumbnailer, int level);
void thumbnailer_close(struct thumbnailer *thumbnailer);

/* Cuts thumbnail `seed` of the given size; returns it, valid until the next call, or NULL (size, memory). */
const struct frame *thumbnail_make(struct thumbnailer *thumbnailer, uint32_t seed, uint32_t width, uint32_t height);

/* Makes thumbnail `seed` and appends it to `out` as PNG; returns 0 or -1. */
int thumbnail_encode(struct thumbnailer *thumbnailer, uint32_t seed, uint32_t width, uint32_t height,
                     struct bytes *out);

#endif

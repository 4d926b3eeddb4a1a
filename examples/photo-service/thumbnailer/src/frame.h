#ifndef FRAME_H
#define FRAME_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { FRAME_CHANNELS = 3, FRAME_MAX_SIDE = 8192 };

/* An RGB picture, 8 bits per channel, rows without padding. */
struct frame {
    uint32_t width;
    uint32_t height;
    uint8_t *pixels;
};

/* Returns 0, or -1 when the size is out of range or memory is short. */
int frame_alloc(struct frame *frame, uint32_t width, uint32_t height);
void frame_free(struct frame *frame);

size_t frame_row_bytes(const struct frame *frame);
uint8_t *frame_row(const struct frame *frame, uint32_t y);

/* Paints a photo-like scene (lighting, texture, sensor noise, hard edges); the same seed gives the same pixels. */
void frame_paint(struct frame *frame, uint32_t seed);

/* Averages 2x2 blocks of `photo` from column x0, row y0 on into `thumb`, wrapping around at the photo's borders. */
void frame_shrink(const struct frame *photo, uint32_t x0, uint32_t y0, struct frame *thumb);

/* Writes a binary PPM; returns 0, or -1 on a write error. */
int frame_write_ppm(const struct frame *frame, FILE *out);

#endif

#include "frame.h"

#include <stdlib.h>
#include <string.h>

enum { CELL = 48, CELL_HALF = CELL / 2, GLYPH = 6, LINE = 64, TEXT_ROWS = 20 };

int frame_alloc(struct frame *frame, uint32_t width, uint32_t height)
{
    *frame = (struct frame){ .width = width, .height = height, .pixels = NULL };
    if (width == 0 || height == 0 || width > FRAME_MAX_SIDE || height > FRAME_MAX_SIDE)
        return -1;
    frame->pixels = malloc(frame_row_bytes(frame) * height);
    return frame->pixels ? 0 : -1;
}

void frame_free(struct frame *frame)
{
    free(frame->pixels);
    frame->pixels = NULL;
}

size_t frame_row_bytes(const struct frame *frame)
{
    return (size_t)frame->width * FRAME_CHANNELS;
}

uint8_t *frame_row(const struct frame *frame, uint32_t y)
{
    return frame->pixels + frame_row_bytes(frame) * y;
}

static uint32_t hash(uint32_t x, uint32_t y, uint32_t seed)
{
    uint32_t h = x * 0x9e3779b1u ^ y * 0x85ebca77u ^ seed * 0xc2b2ae3du;

    h = (h ^ (h >> 15)) * 0x2c1b3c6du;
    h = (h ^ (h >> 12)) * 0x297a2d39u;
    return h ^ (h >> 15);
}

/* Smooth value noise in 0..255: random corners of a grid, blended linearly. */
static int shade(uint32_t x, uint32_t y, uint32_t cell, uint32_t seed)
{
    uint32_t cx = x / cell, cy = y / cell;
    int fx = (int)(x % cell), fy = (int)(y % cell), n = (int)cell;
    int top = (int)(hash(cx, cy, seed) & 255) * (n - fx) + (int)(hash(cx + 1, cy, seed) & 255) * fx;
    int bottom = (int)(hash(cx, cy + 1, seed) & 255) * (n - fx) + (int)(hash(cx + 1, cy + 1, seed) & 255) * fx;

    return (top * (n - fy) + bottom * fy) / (n * n);
}

/* A caption: lines of 6x12 glyph cells with a fixed random bitmap per letter. */
static int is_ink(uint32_t x, uint32_t y, uint32_t seed)
{
    uint32_t letter = hash(x / (2 * GLYPH), y / LINE, seed) % 40;

    if (y % LINE >= TEXT_ROWS || letter >= 26)
        return 0;
    return hash(letter, (x % (2 * GLYPH)) / 2 * 16 + (y % LINE) / 2, 77u) % 3 == 0;
}

static uint8_t clamp(int value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

static void paint_pixel(uint8_t *pixel, uint32_t x, uint32_t y, const struct frame *frame, uint32_t seed)
{
    int light = (int)(200 * (frame->height - y) / frame->height) - 60;
    int form = shade(x, y, CELL * 4, seed), texture = shade(x, y, CELL_HALF / 2, seed + 9) / 6;
    uint32_t grain = hash(x, y, seed + 5);

    for (int channel = 0; channel < FRAME_CHANNELS; channel++) {
        int noise = (int)((grain >> (8 * channel)) & 3) - 1;
        pixel[channel] = clamp(light + form * (4 + channel) / 8 + texture + noise);
    }
    if (is_ink(x, y, seed + 3))
        memset(pixel, 24, FRAME_CHANNELS);
}

void frame_paint(struct frame *frame, uint32_t seed)
{
    for (uint32_t y = 0; y < frame->height; y++) {
        uint8_t *row = frame_row(frame, y);
        for (uint32_t x = 0; x < frame->width; x++)
            paint_pixel(row + (size_t)x * FRAME_CHANNELS, x, y, frame, seed);
    }
}

static void shrink_row(const struct frame *photo, uint32_t x0, uint32_t y, uint8_t *out, uint32_t width)
{
    const uint8_t *upper = frame_row(photo, y % photo->height);
    const uint8_t *lower = frame_row(photo, (y + 1) % photo->height);

    for (uint32_t x = 0; x < width; x++) {
        size_t left = (size_t)((x0 + 2 * x) % photo->width) * FRAME_CHANNELS;
        size_t right = (size_t)((x0 + 2 * x + 1) % photo->width) * FRAME_CHANNELS;
        for (size_t c = 0; c < FRAME_CHANNELS; c++)
            *out++ = (uint8_t)((upper[left + c] + upper[right + c] + lower[left + c] + lower[right + c] + 2) / 4);
    }
}

void frame_shrink(const struct frame *photo, uint32_t x0, uint32_t y0, struct frame *thumb)
{
    for (uint32_t y = 0; y < thumb->height; y++)
        shrink_row(photo, x0, y0 + 2 * y, frame_row(thumb, y), thumb->width);
}

int frame_write_ppm(const struct frame *frame, FILE *out)
{
    size_t bytes = frame_row_bytes(frame) * frame->height;

    if (fprintf(out, "P6\n%u %u\n255\n", frame->width, frame->height) < 0)
        return -1;
    return fwrite(frame->pixels, 1, bytes, out) == bytes ? 0 : -1;
}

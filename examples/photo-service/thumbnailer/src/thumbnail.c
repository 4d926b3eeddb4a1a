#include "thumbnail.h"

int thumbnailer_open(struct thumbnailer *thumbnailer, int level)
{
    *thumbnailer = (struct thumbnailer){ .thumb = { .pixels = NULL } };
    if (png_writer_open(&thumbnailer->writer, level))
        return -1;
    for (uint32_t i = 0; i < PHOTO_COUNT; i++) {
        if (frame_alloc(&thumbnailer->photos[i], PHOTO_WIDTH, PHOTO_HEIGHT))
            return -1;
        frame_paint(&thumbnailer->photos[i], i + 1);
    }
    return 0;
}

void thumbnailer_close(struct thumbnailer *thumbnailer)
{
    png_writer_close(&thumbnailer->writer);
    frame_free(&thumbnailer->thumb);
    for (int i = 0; i < PHOTO_COUNT; i++)
        frame_free(&thumbnailer->photos[i]);
}

static int resize(struct frame *thumb, uint32_t width, uint32_t height)
{
    if (width > MAX_THUMB_SIDE || height > MAX_THUMB_SIDE)
        return -1;
    if (thumb->pixels && thumb->width == width && thumb->height == height)
        return 0;
    frame_free(thumb);
    return frame_alloc(thumb, width, height);
}

const struct frame *thumbnail_make(struct thumbnailer *thumbnailer, uint32_t seed, uint32_t width, uint32_t height)
{
    const struct frame *photo = &thumbnailer->photos[seed % PHOTO_COUNT];

    if (resize(&thumbnailer->thumb, width, height))
        return NULL;
    frame_shrink(photo, seed * 151 % PHOTO_WIDTH, seed * 89 % PHOTO_HEIGHT, &thumbnailer->thumb);
    return &thumbnailer->thumb;
}

int thumbnail_encode(struct thumbnailer *thumbnailer, uint32_t seed, uint32_t width, uint32_t height,
                     struct bytes *out)
{
    const struct frame *thumb = thumbnail_make(thumbnailer, seed, width, height);

    return thumb ? png_write_frame(&thumbnailer->writer, thumb, out) : -1;
}

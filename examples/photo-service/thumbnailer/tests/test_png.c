#include <string.h>

#include "check.h"
#include "png_reader.h"
#include "png_writer.h"

static void round_trip(struct png_writer *writer, uint32_t width, uint32_t height, uint32_t seed)
{
    struct frame frame, back;
    struct bytes png = { 0 };

    CHECK(frame_alloc(&frame, width, height) == 0);
    frame_paint(&frame, seed);
    CHECK(png_write_frame(writer, &frame, &png) == 0);
    CHECK(png_read_frame(png.data, png.size, &back) == NULL);
    CHECK(back.width == width && back.height == height);
    CHECK(memcmp(back.pixels, frame.pixels, frame_row_bytes(&frame) * height) == 0);
    frame_free(&back);
    frame_free(&frame);
    bytes_free(&png);
}

static void test_frames_of_all_shapes_survive_one_writer(void)
{
    static const uint32_t sizes[][2] = { { 1, 1 },   { 1, 300 }, { 300, 1 },  { 64, 64 },
                                         { 3, 2 },   { 401, 303 }, { 640, 480 } };
    struct png_writer writer;

    CHECK(png_writer_open(&writer, 6) == 0);
    for (uint32_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        round_trip(&writer, sizes[i][0], sizes[i][1], i);
    png_writer_close(&writer);
}

static void test_every_level_round_trips(void)
{
    for (int level = 0; level <= 9; level++) {
        struct png_writer writer;
        CHECK(png_writer_open(&writer, level) == 0);
        round_trip(&writer, 120, 90, 7);
        png_writer_close(&writer);
    }
}

static void test_wrong_level_is_refused(void)
{
    struct png_writer writer;

    CHECK(png_writer_open(&writer, 10) == -1);
}

static void test_photos_compress_as_photos_do(void)
{
    struct png_writer writer;
    struct frame frame;
    struct bytes png = { 0 };

    CHECK(png_writer_open(&writer, 6) == 0);
    CHECK(frame_alloc(&frame, 400, 300) == 0);
    frame_paint(&frame, 1);
    CHECK(png_write_frame(&writer, &frame, &png) == 0);
    CHECK(png.size * 10 > 400 * 300 * 3 && png.size < 400 * 300 * 3);
    png_writer_close(&writer);
    frame_free(&frame);
    bytes_free(&png);
}

static void test_damage_is_noticed(void)
{
    struct png_writer writer;
    struct frame frame, back;
    struct bytes png = { 0 };

    CHECK(png_writer_open(&writer, 6) == 0);
    CHECK(frame_alloc(&frame, 50, 40) == 0);
    frame_paint(&frame, 3);
    CHECK(png_write_frame(&writer, &frame, &png) == 0);
    for (size_t cut = 0; cut < png.size; cut += 13)
        CHECK(png_read_frame(png.data, cut, &back) != NULL);
    for (size_t at = 0; at < png.size; at += 17) {
        png.data[at] ^= 0x10;
        CHECK(png_read_frame(png.data, png.size, &back) != NULL);
        png.data[at] ^= 0x10;
    }
    CHECK(png_read_frame(png.data, png.size, &back) == NULL);
    frame_free(&back);
    png_writer_close(&writer);
    frame_free(&frame);
    bytes_free(&png);
}

int main(void)
{
    test_frames_of_all_shapes_survive_one_writer();
    test_every_level_round_trips();
    test_wrong_level_is_refused();
    test_photos_compress_as_photos_do();
    test_damage_is_noticed();
    puts("png: ok");
    return 0;
}

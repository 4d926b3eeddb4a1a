/* decode FILE.png: writes the picture as binary PPM to standard output. */
#include <stdio.h>

#include "png_chunk.h"
#include "png_reader.h"

static int read_file(const char *path, struct bytes *bytes)
{
    FILE *file = fopen(path, "rb");
    char block[65536];
    size_t got;
    int failed = !file;

    while (!failed && (got = fread(block, 1, sizeof block, file)) > 0)
        failed = bytes_append(bytes, block, got);
    if (file) {
        failed |= ferror(file);
        fclose(file);
    }
    return failed ? -1 : 0;
}

int main(int argc, char **argv)
{
    struct bytes png = { 0 };
    struct frame frame = { 0 };
    const char *fault = "cannot be read";
    int status = 1;

    if (argc != 2) {
        fputs("usage: decode FILE.png\n", stderr);
        return 2;
    }
    if (read_file(argv[1], &png) == 0)
        fault = png_read_frame(png.data, png.size, &frame);
    if (!fault)
        status = frame_write_ppm(&frame, stdout) || fflush(stdout) ? 1 : 0;
    else
        fprintf(stderr, "decode: %s: %s\n", argv[1], fault);
    frame_free(&frame);
    bytes_free(&png);
    return status;
}

#include <stddef.h>

/* 8x8 tiles keep both sides in the first-level cache. */
void transpose_tiled(float *dst, const float *src, size_t rows, size_t cols)
{
    // not: copy
    for (size_t i = 0; i < rows; i += 8)
        for (size_t j = 0; j < cols; j += 8)
            for (size_t y = i; y < i + 8; y++)
                for (size_t x = j; x < j + 8; x++)
                    dst[x * rows + y] = src[y * cols + x];
}

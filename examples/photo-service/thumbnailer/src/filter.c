#include "filter.h"

#include <stdlib.h>
#include <string.h>

enum { PIXEL = 3 };

static uint8_t paeth(int left, int above, int corner)
{
    int to_left = abs(above - corner), to_above = abs(left - corner), to_corner = abs(left + above - 2 * corner);

    if (to_left <= to_above && to_left <= to_corner)
        return (uint8_t)left;
    return (uint8_t)(to_above <= to_corner ? above : corner);
}

static void sub(const uint8_t *row, size_t bytes, uint8_t *out)
{
    memcpy(out, row, PIXEL);
    for (size_t i = PIXEL; i < bytes; i++)
        out[i] = (uint8_t)(row[i] - row[i - PIXEL]);
}

static void up(const uint8_t *row, const uint8_t *above, size_t bytes, uint8_t *out)
{
    for (size_t i = 0; i < bytes; i++)
        out[i] = (uint8_t)(row[i] - above[i]);
}

static void average(const uint8_t *row, const uint8_t *above, size_t bytes, uint8_t *out)
{
    for (size_t i = 0; i < PIXEL; i++)
        out[i] = (uint8_t)(row[i] - above[i] / 2);
    for (size_t i = PIXEL; i < bytes; i++)
        out[i] = (uint8_t)(row[i] - (row[i - PIXEL] + above[i]) / 2);
}

static void predict(const uint8_t *row, const uint8_t *above, size_t bytes, uint8_t *out)
{
    for (size_t i = 0; i < PIXEL; i++)
        out[i] = (uint8_t)(row[i] - above[i]);
    for (size_t i = PIXEL; i < bytes; i++)
        out[i] = (uint8_t)(row[i] - paeth(row[i - PIXEL], above[i], above[i - PIXEL]));
}

static void apply(int filter, const uint8_t *row, const uint8_t *above, size_t bytes, uint8_t *out)
{
    *out++ = (uint8_t)filter;
    switch (filter) {
    case PNG_SUB: sub(row, bytes, out); break;
    case PNG_UP: up(row, above, bytes, out); break;
    case PNG_AVERAGE: average(row, above, bytes, out); break;
    case PNG_PAETH: predict(row, above, bytes, out); break;
    default: memcpy(out, row, bytes); break;
    }
}

static unsigned long magnitude(const uint8_t *residuals, size_t bytes)
{
    unsigned long sum = 0;

    for (size_t i = 0; i < bytes; i++)
        sum += residuals[i] < 128 ? residuals[i] : 256u - residuals[i];
    return sum;
}

void png_filter_row(const uint8_t *row, const uint8_t *above, size_t bytes, uint8_t *out, uint8_t *scratch)
{
    unsigned long best;

    apply(PNG_NONE, row, above, bytes, out);
    best = magnitude(out + 1, bytes);
    for (int filter = PNG_SUB; filter < PNG_FILTERS; filter++) {
        unsigned long sum;
        apply(filter, row, above, bytes, scratch);
        sum = magnitude(scratch + 1, bytes);
        if (sum < best) {
            best = sum;
            memcpy(out, scratch, bytes + 1);
        }
    }
}

int png_unfilter_row(int filter, uint8_t *row, const uint8_t *above, size_t bytes)
{
    if (filter < PNG_NONE || filter >= PNG_FILTERS)
        return -1;
    for (size_t i = 0; i < bytes; i++) {
        int left = i >= PIXEL ? row[i - PIXEL] : 0, corner = i >= PIXEL ? above[i - PIXEL] : 0;
        int guess[PNG_FILTERS] = { 0, left, above[i], (left + above[i]) / 2, paeth(left, above[i], corner) };
        row[i] = (uint8_t)(row[i] + guess[filter]);
    }
    return 0;
}

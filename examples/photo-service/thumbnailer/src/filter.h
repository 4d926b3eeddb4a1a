#ifndef FILTER_H
#define FILTER_H

#include <stddef.h>
#include <stdint.h>

enum png_filter { PNG_NONE, PNG_SUB, PNG_UP, PNG_AVERAGE, PNG_PAETH, PNG_FILTERS };

/*
 * Filters one row of RGB bytes with the filter whose residuals have the smallest sum of magnitudes (the PNG
 * specification's heuristic).  `above` is the unfiltered previous row, or zeros.  `out` receives 1 + bytes: the
 * filter's number and the residuals; `scratch` holds as many.
 */
void png_filter_row(const uint8_t *row, const uint8_t *above, size_t bytes, uint8_t *out, uint8_t *scratch);

/* Undoes a filter in place; returns 0, or -1 when the filter number is unknown. */
int png_unfilter_row(int filter, uint8_t *row, const uint8_t *above, size_t bytes);

#endif

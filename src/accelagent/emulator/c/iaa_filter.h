/* IAA's filter functions over packed arrays. Pure. */
#ifndef EMU_IAA_FILTER_H
#define EMU_IAA_FILTER_H

#include "iaa_codec.h"

#pragma GCC visibility push(default)

enum iaa_filter_op {
    IAA_EXTRACT,
    IAA_SELECT,
    IAA_EXPAND,
    IAA_SCAN_EQ,
    IAA_SCAN_NE,
    IAA_SCAN_LT,
    IAA_SCAN_LE,
    IAA_SCAN_GT,
    IAA_SCAN_GE,
    IAA_SCAN_IN,
    IAA_SCAN_OUT
};

enum iaa_parser { IAA_LE_PACKED, IAA_BE_PACKED, IAA_PRLE };

struct iaa_filter {
    enum iaa_filter_op op;
    enum iaa_parser parser;
    const uint8_t *src1, *src2;
    size_t src1_size, src2_size;
    unsigned width;               /* of an element of the first source; PRLE says it itself */
    uint32_t elements;            /* of the first source; of the second to expand */
    uint32_t low, high, first_index;
    bool src2_be, out_be, invert, force_array;
    unsigned out_width;           /* 8, 16, 32, or 0 as it is */
    uint8_t *out;
    size_t out_size;
    size_t produced;
    unsigned last_bits;
    uint32_t min_first, max_last, sum;
};

enum iaa_error iaa_filter_run(struct iaa_filter *filter);

#pragma GCC visibility pop
#endif

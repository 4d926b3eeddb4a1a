#ifndef QPL_TRIPLET_H_
#define QPL_TRIPLET_H_

#include <stdint.h>

typedef struct {
    uint8_t value;
    uint8_t code_length;
    uint16_t code;
} qpl_huffman_triplet;

#endif

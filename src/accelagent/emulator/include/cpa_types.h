/* Base types of the CPA interface. Names, widths and values follow Intel QATlib; the text is AccelAgent's own. */
#ifndef CPA_TYPES_H
#define CPA_TYPES_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef uint8_t Cpa8U;
typedef int8_t Cpa8S;
typedef uint16_t Cpa16U;
typedef int16_t Cpa16S;
typedef uint32_t Cpa32U;
typedef int32_t Cpa32S;
typedef uint64_t Cpa64U;
typedef int64_t Cpa64S;

typedef enum { CPA_FALSE = 0, CPA_TRUE = 1 } CpaBoolean;

/* A bitmap is an array of 32-bit words, bit 0 the lowest of word 0. */
#define CPA_BITMAP(name, sizeInBits) Cpa32U name[((sizeInBits) + 31) / 32]
#define CPA_BITMAP_BIT_TEST(bitmask, bit) ((bitmask)[(bit) / 32] & (1u << ((bit) % 32)))
#define CPA_BITMAP_BIT_SET(bitmask, bit) ((bitmask)[(bit) / 32] |= (1u << ((bit) % 32)))
#define CPA_BITMAP_BIT_CLEAR(bitmask, bit) ((bitmask)[(bit) / 32] &= ~(1u << ((bit) % 32)))
#define CPA_BITMASK(bit) (1UL << (bit))

#define CPA_DEPRECATED

#ifdef __cplusplus
}
#endif

#endif

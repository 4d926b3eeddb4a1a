/* Emulated IAA devices behind the idxd driver: descriptors of <linux/idxd.h>, their engine configuration (AECS), records.
   Names of flags and places in the AECS are those of the device's programming interface. */
#ifndef EMU_IAX_H
#define EMU_IAX_H

#include <linux/idxd.h>

#include "dsa.h"
#include "iaa.h"
#include "iaa_codec.h"

/* operation flags beyond those of <linux/idxd.h> */
#define IAX_FLAG_AECS_SELECT 0x400000u /* read the second half, write the first */
#define IAX_OPCODE_TRANSL_FETCH 0x0a
#define IAX_OPCODE_ZERO_DECOMP_8 0x4a
#define IAX_OPCODE_ZERO_COMP_8 0x4e

/* decompression flags; filters have the same */
#define IAX_DECOMP_ENABLE 0x0001u
#define IAX_DECOMP_FLUSH 0x0002u
#define IAX_DECOMP_STOP_ON_EOB 0x0004u
#define IAX_DECOMP_CHECK_FOR_EOB 0x0008u
#define IAX_DECOMP_SELECT_FINAL 0x0010u
#define IAX_DECOMP_BE 0x0020u
#define IAX_DECOMP_IGNORE_END(flags) (((flags) >> 6 & 7) | ((flags) >> 11 & 8))
#define IAX_DECOMP_SUPPRESS 0x0200u
#define IAX_DECOMP_INDEX(flags) ((flags) >> 10 & 7)
#define IAX_DECOMP_KNOWN 0x7fffu

/* compression flags */
#define IAX_COMP_STATISTICS 0x0001u
#define IAX_COMP_FLUSH 0x0002u
#define IAX_COMP_END(flags) ((flags) >> 2 & 3)
#define IAX_COMP_LITERALS 0x0010u
#define IAX_COMP_BE 0x0020u
#define IAX_COMP_INDEX(flags) ((flags) >> 6 & 7)
#define IAX_COMP_KNOWN 0x01ffu

/* CRC flags */
#define IAX_CRC_INVERT 0x4000u
#define IAX_CRC_BE 0x8000u

/* filter flags */
#define IAX_FILTER_PARSER(flags) ((flags)&3)
#define IAX_FILTER_WIDTH(flags) (((flags) >> 2 & 31) + 1)
#define IAX_FILTER_SRC2_BE 0x1000u
#define IAX_FILTER_OUT_FORMAT(flags) ((flags) >> 13 & 3)
#define IAX_FILTER_OUT_BE 0x8000u
#define IAX_FILTER_INVERT 0x10000u
#define IAX_FILTER_DROP_LOW(flags) ((flags) >> 17 & 31)
#define IAX_FILTER_DROP_HIGH(flags) ((flags) >> 22 & 31)
#define IAX_FILTER_FORCE_ARRAY 0x8000000u
#define IAX_FILTER_KNOWN 0xfffffffu

/* Places in an AECS. */
#define IAX_AECS_FILTER 0x20          /* CRC, XOR, low, high, first index, bytes to drop */
#define IAX_AECS_NO_HISTORY 0x4e0     /* filter and decompressor, without its history */
#define IAX_AECS_DECOMPRESS 0x1500
#define IAX_AECS_COMPRESS 0x620       /* CRC, XOR, output bits, codes of literals, lengths and distances */

enum iax_reads { IAX_READ_NONE, IAX_READ_AECS, IAX_READ_SECOND };
enum iax_writes { IAX_WRITE_NONE, IAX_WRITE_AECS, IAX_WRITE_AECS_ON_OVERFLOW };

static inline enum iax_reads iax_reads(const struct iax_hw_desc *desc)
{
    return (enum iax_reads)(desc->flags >> 16 & 3);
}

static inline enum iax_writes iax_writes(const struct iax_hw_desc *desc)
{
    return (enum iax_writes)(desc->flags >> 18 & 3);
}

static inline void *iax_at(uint64_t address)
{
    return (void *)(uintptr_t)address;
}

/* The two halves of the AECS; NULL: this descriptor has none. */
const uint8_t *iax_aecs_read(const struct iax_hw_desc *desc, size_t least);
uint8_t *iax_aecs_written(const struct iax_hw_desc *desc);

bool iax_filters(unsigned opcode);
bool iax_inflates(const struct iax_hw_desc *desc);   /* its first source is a compressed stream */

/* --- before it starts (iax_check.c) --- */

struct dsa_plan iax_plan(const struct iax_hw_desc *desc);

/* --- the work (iax_ops.c, iax_deflate.c, iax_inflate.c, iax_filter.c) --- */

/* Fills the record's results and status. */
void iax_perform(const struct iax_hw_desc *desc, struct iax_completion_record *record);
void iax_poison(const struct iax_hw_desc *desc);
uint64_t iax_bytes_timed(const struct iax_hw_desc *desc); /* of the uncompressed side; reads the source */

void iax_deflate(const struct iax_hw_desc *desc, struct iax_completion_record *record);
void iax_zero_compress(const struct iax_hw_desc *desc, struct iax_completion_record *record);
void iax_zero_decompress(const struct iax_hw_desc *desc, struct iax_completion_record *record);
void iax_inflate(const struct iax_hw_desc *desc, struct iax_completion_record *record);
uint64_t iax_inflated_bytes(const struct iax_hw_desc *desc);
/* The whole stream in memory of its own, up to `most` bytes; false: the record says why not. */
bool iax_inflate_column(const struct iax_hw_desc *desc, struct iax_completion_record *record, size_t most, uint8_t **data,
                        size_t *size);
void iax_filter(const struct iax_hw_desc *desc, struct iax_completion_record *record);

/* State of the decompressor in an AECS (iax_aecs.c). */
struct iax_seeds {
    uint32_t crc, xor_sum, low, high, first_index, drop;
};

struct iax_seeds iax_seeds(const uint8_t *aecs);     /* NULL: zeros */
bool iax_load(struct iaa_inflate *state, const uint8_t *aecs, size_t size);
uint32_t iax_first_bit(const uint8_t *aecs, size_t size); /* of the stream, for its index */
/* Bits that came with the AECS, oldest first; false: no more. */
bool iax_more_bits(const uint8_t *aecs, size_t size, unsigned *at, struct iaa_inflate *state);
void iax_save(const struct iaa_inflate *state, uint8_t *aecs, size_t size, uint32_t crc, uint32_t xor_sum,
              uint32_t bit);

static inline void iax_fail(struct iax_completion_record *record, enum iaa_error error)
{
    record->status = IAX_COMP_ANALYTICS_ERROR;
    record->error_code = (uint8_t)error;
}

/* --- a descriptor's way through a device (iax_queue.c) --- */

struct entry;
int iax_admit(const struct dsa_queue *queue, const struct dsa_hw_desc *desc, uint64_t now);
void iax_complete(struct entry *entry);              /* all but taking it off the ring */

#endif

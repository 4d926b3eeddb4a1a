/* What IAA's compression engines compute: deflate with a history of 4 KiB, also without headers and with given codes.
   Pure: no clock, no device. Errors are the analytics error codes of the completion record. */
#ifndef EMU_IAA_CODEC_H
#define EMU_IAA_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(default)

#define IAA_HISTORY 4096
#define IAA_WINDOW 32768 /* what a decoder on the CPU keeps */
#define IAA_LL 286
#define IAA_D 30
#define IAA_EOB 256
#define IAA_LONGEST 15

enum iaa_error {
    IAA_OK = 0,
    IAA_BIG_HEADER = 1,
    IAA_BAD_CL = 2,
    IAA_FIRST_LL_16 = 3,
    IAA_FIRST_D_16 = 4,
    IAA_NO_LL = 5,
    IAA_WRONG_LL_COUNT = 6,
    IAA_WRONG_D_COUNT = 7,
    IAA_BAD_CL_LENGTHS = 8,
    IAA_BAD_LL_LENGTHS = 9,
    IAA_BAD_D_LENGTHS = 10,
    IAA_BAD_LL = 11,
    IAA_BAD_D = 12,
    IAA_BAD_BLOCK = 13,
    IAA_BAD_STORED = 14,
    IAA_BAD_END = 15,
    IAA_BAD_DISTANCE = 17,
    IAA_BEFORE_START = 18,
    IAA_PRLE_FORMAT = 20,
    IAA_OUTPUT_OVERFLOW = 21,
    IAA_SRC1_SMALL = 23,
    IAA_SRC2_SHORT = 24,
    IAA_DST_SHORT = 25,
    IAA_NO_CODE = 30,
    IAA_BIT_WIDTH = 31,
    IAA_SRC_SHORT = 32,
    IAA_TOO_MANY_LL = 35,
    IAA_TOO_MANY_D = 36
};

/* --- codes (iaa_huffman.c) --- */

struct iaa_code {
    uint16_t bits;   /* in the order of the stream, first bit lowest */
    uint8_t length;  /* 0: no code */
};

struct iaa_codes {
    struct iaa_code ll[IAA_LL], d[IAA_D];
};

void iaa_codes_fixed(struct iaa_codes *codes);
void iaa_codes_fit(struct iaa_codes *codes, const uint32_t *ll, const uint32_t *d); /* end of block always has a code */
void iaa_literals_fit(struct iaa_codes *codes, const uint32_t *literals);           /* 256 literals, nothing else */
void iaa_codes_number(struct iaa_code *codes, unsigned count);                      /* lengths to canonical codes */
bool iaa_lengths_fill(const struct iaa_code *codes, unsigned count);                /* not over-subscribed */

struct iaa_lookup {
    uint16_t fast[1024];                 /* symbol << 4 | length by the next 10 bits; 0: longer or none */
    uint16_t count[IAA_LONGEST + 1], symbols[288];
};

/* 0; 1: incomplete though there is more than one code; -1: over-subscribed, nothing made. */
int iaa_lookup_make(struct iaa_lookup *lookup, const uint8_t *lengths, unsigned count);
/* Symbol | length << 16; -1: more than `bits` bits are needed; -2: no such code. */
int iaa_lookup_find(const struct iaa_lookup *lookup, uint64_t hold, unsigned bits);

/* --- compression (iaa_match.c, iaa_deflate.c) --- */

struct iaa_input {
    const uint8_t *data;     /* dictionary, then what is to be compressed */
    size_t start, end;       /* of the latter */
    uint32_t mini;           /* matches stay within pieces of this size; 0: no such limit */
    bool high, literals;
};

struct iaa_sink {
    void *to;
    void (*literal)(void *to, uint8_t byte);
    void (*match)(void *to, unsigned length, unsigned distance);
    void (*piece)(void *to, size_t at); /* a piece of size `mini` starts */
};

void iaa_tokens(const struct iaa_input *input, const struct iaa_sink *sink);
unsigned iaa_length_symbol(unsigned length, unsigned *extra, unsigned *value);
unsigned iaa_distance_symbol(unsigned distance, unsigned *extra, unsigned *value);
extern const uint16_t iaa_length_base[29], iaa_distance_base[30];
extern const uint8_t iaa_length_extra[29], iaa_distance_extra[30];

/* What a stream of several requests carries from one to the next. */
struct iaa_encoder {
    struct iaa_codes codes;  /* of the open block */
    bool open, open_final;
    uint8_t partial, partial_bits;
};

struct iaa_deflate {
    struct iaa_encoder *encoder;
    struct iaa_input input;
    uint8_t *out;
    size_t size;
    bool first, last, new_block, dynamic, bare; /* bare: neither header nor end of block */
    bool canned;                                /* no header, but an end of block */
    bool be16;                                  /* bare only: 16-bit words, first bit highest */
    const struct iaa_codes *codes;              /* NULL: fixed, or made from the data when dynamic */
    uint64_t bits_before;                       /* of the stream, for the index */
    uint32_t crc;                               /* of the stream so far, for the index */
    bool crc32c;
    uint64_t *index;                            /* NULL: none wanted */
    uint32_t index_room, indices;
    size_t produced;
    unsigned last_bits;                         /* used of the last byte or word; 0: all */
};

enum iaa_deflated { IAA_DEFLATED, IAA_NO_ROOM, IAA_NO_CODE_FOR_IT, IAA_INDEX_FULL, IAA_NO_MEMORY };

enum iaa_deflated iaa_deflate_run(struct iaa_deflate *job);
void iaa_histogram(const struct iaa_input *input, uint32_t *ll, uint32_t *d); /* adds to both */

/* --- decompression (iaa_inflate.c) --- */

enum iaa_phase {
    IAA_AT_BLOCK = 0,
    IAA_AT_STORED,
    IAA_IN_STORED,
    IAA_AT_COUNTS,
    IAA_AT_CL,
    IAA_AT_LENGTHS,
    IAA_AT_TOKEN,
    IAA_IN_MATCH,
    IAA_AT_END
};

struct iaa_inflate {
    uint64_t hold;
    unsigned bits;
    enum iaa_phase phase;
    bool final, bare, literals_only, after_eob, after_final; /* bare: tokens up to the end of the input */
    bool stop_any, stop_final, stop_header;
    bool stop_full;          /* as soon as the output is, not when more comes */
    bool be16;
    bool on_cpu;             /* as a decoder on the CPU takes it */
    unsigned ignore_end;
    uint32_t limit;          /* of distances */
    uint64_t total;          /* bytes of history there have been, dictionary included */
    uint32_t stored, match, distance;
    unsigned ll_count, d_count, cl_count, at;
    uint8_t lengths[320], cl_lengths[19];
    struct iaa_lookup ll, d, cl;
    uint8_t window[IAA_WINDOW];
};

enum iaa_inflated { IAA_INPUT_USED, IAA_OUTPUT_FULL, IAA_STOPPED, IAA_FAILED };

struct iaa_chunk {
    const uint8_t *in;
    size_t in_size, in_used;
    uint8_t *out;
    size_t out_size, produced;
    enum iaa_error error;
};

void iaa_inflate_begin(struct iaa_inflate *state, uint32_t limit);
void iaa_inflate_history(struct iaa_inflate *state, const uint8_t *data, size_t size);
bool iaa_inflate_codes(struct iaa_inflate *state, const struct iaa_codes *codes, bool literals_only); /* and no headers */
enum iaa_inflated iaa_inflate_run(struct iaa_inflate *state, struct iaa_chunk *chunk);

/* --- checksums (iaa_sums.c) --- */

uint32_t iaa_crc32(uint32_t crc, const uint8_t *data, size_t size, bool castagnoli);
uint32_t iaa_xor(uint32_t value, const uint8_t *data, size_t size);  /* of 16-bit words */
uint64_t iaa_crc64(uint64_t polynomial, const uint8_t *data, size_t size, bool reflected, bool inverted);
uint32_t iaa_adler(uint32_t value, const uint8_t *data, size_t size);

#pragma GCC visibility pop
#endif

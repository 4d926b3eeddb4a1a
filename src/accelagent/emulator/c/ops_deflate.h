/* The operation itself, in software: raw deflate of independent requests, as a stateless device does it. */
#ifndef EMU_OPS_DEFLATE_H
#define EMU_OPS_DEFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct emu_span {
    uint8_t *data;
    size_t length;
};

struct emu_deflate {
    struct emu_span in, out;
    unsigned hardware_level; /* 0..2 */
    bool fixed_codes;        /* static Huffman trees */
    bool final;              /* last block of the stream; otherwise the output ends byte-aligned, ready to append to */
    bool want_crc32, want_adler32;
    uint32_t xxh32;          /* of LZ4 content */
    uint32_t crc32, adler32; /* when wanted; in: so far; out: including this request's uncompressed bytes */
    size_t consumed, produced;
    bool end_of_stream;      /* decompression met the last block's end */
    const char *fault;       /* what zlib says is wrong with the data, or NULL */
};

/* 0; -ENOSPC when out is too small: then consumed/produced describe the part that fitted, whole blocks only. */
int emu_deflate_run(struct emu_deflate *op);

/* The same with stored blocks, which hold the input as it is. */
int emu_deflate_store(struct emu_deflate *op);

/* 0; -ENOSPC when out is too small; -EBADMSG when in is not deflate data; -ENODATA when it stops short. */
int emu_inflate_run(struct emu_deflate *op);

/* Uncompressed length of deflate data, as far as it decodes, at most `limit`. */
size_t emu_inflated_length(struct emu_span in, size_t limit);

#endif

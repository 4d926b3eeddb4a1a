/* LZ4 and LZ4s as the device makes and takes them: blocks behind their sizes, without the frame around; and XXH32. */
#ifndef EMU_OPS_LZ4_H
#define EMU_OPS_LZ4_H

#include "ops_deflate.h"

#define EMU_LZ4_WINDOW 32768 /* distances, in both directions */

struct emu_xxh32 {
    uint32_t lanes[4];
    uint64_t total;
    uint8_t held[16];
};

void emu_xxh32_begin(struct emu_xxh32 *state);
void emu_xxh32_add(struct emu_xxh32 *state, const uint8_t *data, size_t length);
uint32_t emu_xxh32_value(const struct emu_xxh32 *state);
uint32_t emu_xxh32(const uint8_t *data, size_t length);

struct emu_lz4_form {
    size_t block_most;       /* uncompressed bytes of a block */
    bool block_checksums;
    bool sequences;          /* LZ4s: no sizes, matches from `least` bytes on */
    unsigned least;          /* 3 or 4 */
};

/* As emu_deflate_run and emu_inflate_run: 0, -ENOSPC, -EBADMSG. */
int emu_lz4_run(struct emu_deflate *op, const struct emu_lz4_form *form);
int emu_unlz4_run(struct emu_deflate *op, const struct emu_lz4_form *form);
size_t emu_unlz4_length(struct emu_span in, size_t limit, const struct emu_lz4_form *form);

#endif

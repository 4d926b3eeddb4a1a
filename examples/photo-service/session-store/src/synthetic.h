#ifndef SYNTHETIC_H
#define SYNTHETIC_H

#include <stddef.h>
#include <stdint.h>

enum { CORPUS_BYTES = 1 << 19 };

/* A seeded source of session-like text: the same seed gives the same sequence everywhere. */
struct synthetic {
    uint64_t state;
    uint8_t *corpus;
    uint32_t large_per_mille; /* of the sessions that carry a page cache of 64 KiB */
};

/* Returns 0, or -1 when memory is short. */
int synthetic_open(struct synthetic *synthetic, uint64_t seed);
void synthetic_close(struct synthetic *synthetic);

/* A number from 0 to limit - 1. */
uint32_t synthetic_below(struct synthetic *synthetic, uint32_t limit);

/* Most sessions are 64 to 767 bytes, 300 on average; some carry a page cache of 64 KiB. */
size_t synthetic_size(struct synthetic *synthetic);

/* Fills `value` with a session of that size. */
void synthetic_session(struct synthetic *synthetic, uint8_t *value, size_t size);

#endif

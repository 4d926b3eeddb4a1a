#include "synthetic.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>


enum { LARGE_PER_MILLE = 5, LARGE_BYTES = 65536, SMALL_MIN = 64, SMALL_SPAN = 704, FIELD_BYTES = 96 };

static const char *const words[] = { "cart",    "wishlist", "photo",   "album",   "holiday", "portrait", "print",
                                     "poster",  "frame",    "gift",    "voucher", "address", "delivery", "express",
                                     "invoice", "currency", "checkout", "recent",  "search",  "share" };
static const char *const languages[] = { "de-DE", "en-GB", "en-US", "fr-FR", "it-IT", "pl-PL" };

/* xorshift64*; any state but zero. */
static uint32_t next(struct synthetic *synthetic)
{
    uint64_t x = synthetic->state;

    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    synthetic->state = x;
    return (uint32_t)((x * 0x2545f4914f6cdd1du) >> 32);
}

uint32_t synthetic_below(struct synthetic *synthetic, uint32_t limit)
{
    return (uint32_t)(((uint64_t)next(synthetic) * limit) >> 32);
}

static const char *word(struct synthetic *synthetic)
{
    return words[synthetic_below(synthetic, sizeof words / sizeof *words)];
}

static int print_field(struct synthetic *synthetic, char *out, size_t room)
{
    switch (synthetic_below(synthetic, 5)) {
    case 0: return snprintf(out, room, "%s=%08x%08x;", word(synthetic), next(synthetic), next(synthetic));
    case 1: return snprintf(out, room, "sku=%06u;count=%u;price=%u.%02u;", synthetic_below(synthetic, 1000000),
                            1 + synthetic_below(synthetic, 4), synthetic_below(synthetic, 200),
                            synthetic_below(synthetic, 100));
    case 2: return snprintf(out, room, "language=%s;seen=%u;", languages[synthetic_below(synthetic, 6)],
                            1700000000u + synthetic_below(synthetic, 20000000));
    case 3: return snprintf(out, room, "path=/%s/%s/%u;", word(synthetic), word(synthetic),
                            synthetic_below(synthetic, 5000));
    default: return snprintf(out, room, "%s.%s=%s;", word(synthetic), word(synthetic), word(synthetic));
    }
}

int synthetic_open(struct synthetic *synthetic, uint64_t seed)
{
    size_t filled = 0;

    synthetic->state = seed * 2 + 1;
    synthetic->large_per_mille = LARGE_PER_MILLE;
    synthetic->corpus = malloc(CORPUS_BYTES + FIELD_BYTES);
    if (!synthetic->corpus)
        return -1;
    while (filled < CORPUS_BYTES)
        filled += (size_t)print_field(synthetic, (char *)synthetic->corpus + filled, FIELD_BYTES);
    return 0;
}

void synthetic_close(struct synthetic *synthetic)
{
    free(synthetic->corpus);
    synthetic->corpus = NULL;
}

size_t synthetic_size(struct synthetic *synthetic)
{
    uint32_t a, b;

    if (synthetic_below(synthetic, 1000) < synthetic->large_per_mille)
        return LARGE_BYTES;
    a = synthetic_below(synthetic, SMALL_SPAN);
    b = synthetic_below(synthetic, SMALL_SPAN);
    return SMALL_MIN + (a < b ? a : b);
}

void synthetic_session(struct synthetic *synthetic, uint8_t *value, size_t size)
{
    char id[24];
    size_t from = synthetic_below(synthetic, (uint32_t)(CORPUS_BYTES - size));
    size_t length = (size_t)snprintf(id, sizeof id, "session=%08x%04x;", next(synthetic), next(synthetic) & 0xffff);

    memcpy(value, synthetic->corpus + from, size);
    memcpy(value, id, length < size ? length : size);
}

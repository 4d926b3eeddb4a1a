#include "ops_lz4.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HASH_BITS 14
#define LAST_LITERALS 5  /* of a block: no match reaches into them */
#define MATCH_LIMIT 12   /* and none starts so close to the end */
#define STORED 0x80000000u
#define BASE_LZ4 4       /* a match of length n is written as n - base */

/* --- XXH32 --- */

static const uint32_t prime[5] = {2654435761u, 2246822519u, 3266489917u, 668265263u, 374761393u};

static uint32_t rotl(uint32_t value, unsigned by)
{
    return value << by | value >> (32 - by);
}

static uint32_t read32(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static void write32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++) {
        at[i] = (uint8_t)(value >> (8 * i));
    }
}

void emu_xxh32_begin(struct emu_xxh32 *state)
{
    *state = (struct emu_xxh32){.lanes = {prime[0] + prime[1], prime[1], 0, 0 - prime[0]}};
}

static void stripe(struct emu_xxh32 *state, const uint8_t *data)
{
    for (int i = 0; i < 4; i++) {
        state->lanes[i] = rotl(state->lanes[i] + read32(data + 4 * i) * prime[1], 13) * prime[0];
    }
}

void emu_xxh32_add(struct emu_xxh32 *state, const uint8_t *data, size_t length)
{
    size_t held = state->total % 16;
    state->total += length;
    while (length > 0) {
        if (held == 0 && length >= 16) {
            stripe(state, data);
            data += 16;
            length -= 16;
            continue;
        }
        size_t n = 16 - held < length ? 16 - held : length;
        memcpy(state->held + held, data, n);
        data += n;
        length -= n;
        held = (held + n) % 16;
        if (held == 0) {
            stripe(state, state->held);
        }
    }
}

uint32_t emu_xxh32_value(const struct emu_xxh32 *state)
{
    const uint32_t *l = state->lanes;
    const uint8_t *data = state->held;
    size_t left = state->total % 16;
    uint32_t hash = state->total >= 16 ? rotl(l[0], 1) + rotl(l[1], 7) + rotl(l[2], 12) + rotl(l[3], 18) : prime[4];
    hash += (uint32_t)state->total;
    for (; left >= 4; left -= 4, data += 4) {
        hash = rotl(hash + read32(data) * prime[2], 17) * prime[3];
    }
    for (; left > 0; left--, data++) {
        hash = rotl(hash + *data * prime[4], 11) * prime[0];
    }
    hash = (hash ^ hash >> 15) * prime[1];
    hash = (hash ^ hash >> 13) * prime[2];
    return hash ^ hash >> 16;
}

uint32_t emu_xxh32(const uint8_t *data, size_t length)
{
    struct emu_xxh32 state;
    emu_xxh32_begin(&state);
    emu_xxh32_add(&state, data, length);
    return emu_xxh32_value(&state);
}

/* --- compression --- */

struct out {
    uint8_t *data;
    size_t size, used;
    bool full;
};

static void put(struct out *o, uint8_t byte)
{
    if (o->used < o->size) {
        o->data[o->used++] = byte;
    } else {
        o->full = true;
    }
}

static void put_long(struct out *o, size_t length)
{
    for (; length >= 255; length -= 255) {
        put(o, 255);
    }
    put(o, (uint8_t)length);
}

static void put_literals(struct out *o, const uint8_t *data, size_t length)
{
    size_t n = o->size - o->used < length ? o->size - o->used : length;
    memcpy(o->data + o->used, data, n);
    o->used += n;
    o->full |= n < length;
}

/* Literals and the match behind them; distance 0: there is none. */
static void put_sequence(struct out *o, const uint8_t *literals, size_t count, size_t distance, size_t code)
{
    put(o, (uint8_t)((count < 15 ? count : 15) << 4 | (code < 15 ? code : 15)));
    if (count >= 15) {
        put_long(o, count - 15);
    }
    put_literals(o, literals, count);
    if (distance > 0) {
        put(o, (uint8_t)distance);
        put(o, (uint8_t)(distance >> 8));
        if (code >= 15) {
            put_long(o, code - 15);
        }
    }
}

struct finder {
    const uint8_t *data;
    size_t end;              /* matches end before it */
    unsigned least, tries;
    uint32_t *head, *chain;  /* place + 1 of the last with this hash; of the one before, by place in the window */
};

static uint32_t hash_of(const struct finder *f, size_t at)
{
    uint32_t value = f->least == 3 ? (uint32_t)f->data[at] | (uint32_t)f->data[at + 1] << 8 | (uint32_t)f->data[at + 2] << 16
                                   : read32(f->data + at);
    return value * prime[0] >> (32 - HASH_BITS);
}

static void enter(struct finder *f, size_t at)
{
    uint32_t hash = hash_of(f, at);
    f->chain[at % EMU_LZ4_WINDOW] = f->head[hash];
    f->head[hash] = (uint32_t)at + 1;
}

static size_t same(const struct finder *f, size_t a, size_t b)
{
    size_t n = 0;
    while (b + n < f->end && f->data[a + n] == f->data[b + n]) {
        n++;
    }
    return n;
}

static size_t find(const struct finder *f, size_t at, size_t *distance)
{
    size_t best = 0;
    uint32_t place = f->head[hash_of(f, at)];
    for (unsigned i = 0; i < f->tries && place > 0 && at - (place - 1) < EMU_LZ4_WINDOW; i++) {
        size_t length = same(f, place - 1, at);
        if (length > best) {
            best = length;
            *distance = at - (place - 1);
        }
        uint32_t before = f->chain[(place - 1) % EMU_LZ4_WINDOW];
        place = before < place ? before : 0;
    }
    return best;
}

static bool compress_block(struct finder *f, size_t length, unsigned base, struct out *o)
{
    size_t at = 0, anchor = 0, distance = 0;
    f->end = length > LAST_LITERALS ? length - LAST_LITERALS : 0;
    memset(f->head, 0, sizeof *f->head << HASH_BITS);
    while (at + MATCH_LIMIT < length && !o->full) {
        size_t match = find(f, at, &distance);
        enter(f, at);
        if (match < f->least) {
            at++;
            continue;
        }
        put_sequence(o, f->data + anchor, at - anchor, distance, match - base);
        for (size_t i = at + 1; i < at + match && i + MATCH_LIMIT < length; i++) {
            enter(f, i);
        }
        at += match;
        anchor = at;
    }
    put_sequence(o, f->data + anchor, length - anchor, 0, 0);
    return !o->full;
}

/* A block that does not get smaller is stored. */
static bool put_block(struct finder *f, size_t length, const struct emu_lz4_form *form, struct out *o)
{
    struct out body = {o->data + o->used + 4, 0, 0, false};
    size_t room = o->size - o->used, more = form->block_checksums ? 8 : 4;
    if (room < more) {
        return false;
    }
    body.size = room - more < length - 1 ? room - more : length - 1;
    bool packed = compress_block(f, length, BASE_LZ4, &body);
    if (!packed && room - more < length) {
        return false;
    }
    if (!packed) {
        memcpy(body.data, f->data, length);
        body.used = length;
    }
    write32(o->data + o->used, (uint32_t)body.used | (packed ? 0 : STORED));
    if (form->block_checksums) {
        write32(body.data + body.used, emu_xxh32(body.data, body.used));
    }
    o->used += body.used + more;
    return true;
}

static bool put_blocks(struct emu_deflate *op, const struct emu_lz4_form *form, struct finder *f, struct out *o)
{
    while (op->consumed < op->in.length) {
        size_t left = op->in.length - op->consumed, length = left < form->block_most ? left : form->block_most;
        f->data = op->in.data + op->consumed;
        if (!put_block(f, length, form, o)) {
            return false;
        }
        op->consumed += length;
    }
    return true;
}

int emu_lz4_run(struct emu_deflate *op, const struct emu_lz4_form *form)
{
    static const unsigned tries[3] = {1, 8, 32};
    uint32_t *tables = malloc(sizeof *tables * ((1u << HASH_BITS) + EMU_LZ4_WINDOW));
    struct finder f = {.least = form->sequences ? form->least : BASE_LZ4, .tries = tries[op->hardware_level]};
    struct out o = {op->out.data, op->out.length, 0, false};
    op->consumed = op->produced = 0;
    if (tables == NULL) {
        return -ENOMEM;
    }
    f.head = tables;
    f.chain = tables + (1u << HASH_BITS);
    bool good;
    if (form->sequences) {
        f.data = op->in.data;
        good = compress_block(&f, op->in.length, form->least - 1, &o); /* 0 means that there is no match */
        op->consumed = good ? op->in.length : 0;
        o.used = good ? o.used : 0;
    } else {
        good = put_blocks(op, form, &f, &o);
    }
    free(tables);
    op->produced = o.used;
    return good ? 0 : -ENOSPC;
}

/* --- decompression --- */

struct in {
    const uint8_t *data;
    size_t size, at;
};

static bool long_length(struct in *in, size_t *length)
{
    uint8_t more = 255;
    while (more == 255) {
        if (in->at == in->size) {
            return false;
        }
        more = in->data[in->at++];
        *length += more;
    }
    return true;
}

/* Only what fits is written; `made` counts all, up to the room. */
static int copy_match(struct out *o, size_t distance, size_t length)
{
    if (distance == 0 || distance > o->used || distance > EMU_LZ4_WINDOW) {
        return -EBADMSG;
    }
    for (size_t i = 0; i < length; i++) {
        if (o->used == o->size) {
            return -ENOSPC;
        }
        o->data[o->used] = o->data[o->used - distance];
        o->used++;
    }
    return 0;
}

static int sequence(struct in *in, struct out *o)
{
    uint8_t token = in->data[in->at++];
    size_t count = token >> 4, length = token & 15;
    if (count == 15 && !long_length(in, &count)) {
        return -EBADMSG;
    }
    if (count > in->size - in->at) {
        return -EBADMSG;
    }
    put_literals(o, in->data + in->at, count);
    in->at += count;
    if (o->full) {
        return -ENOSPC;
    }
    if (in->at == in->size) {
        return 0; /* the last one has no match */
    }
    if (in->size - in->at < 2) {
        return -EBADMSG;
    }
    size_t distance = in->data[in->at] | (size_t)in->data[in->at + 1] << 8;
    in->at += 2;
    if (length == 15 && !long_length(in, &length)) {
        return -EBADMSG;
    }
    return copy_match(o, distance, length + BASE_LZ4);
}

static int block(const uint8_t *data, size_t size, bool stored, struct out *o)
{
    struct in in = {data, size, 0};
    if (stored) {
        put_literals(o, data, size);
        return o->full ? -ENOSPC : 0;
    }
    int rc = 0;
    while (rc == 0 && in.at < in.size) {
        rc = sequence(&in, o);
    }
    return rc;
}

int emu_unlz4_run(struct emu_deflate *op, const struct emu_lz4_form *form)
{
    struct out o = {op->out.data, op->out.length, 0, false};
    size_t at = 0;
    int rc = 0;
    while (rc == 0 && op->in.length - at >= 4) {
        uint32_t head = read32(op->in.data + at), size = head & ~STORED;
        size_t all = 4 + (size_t)size + (form->block_checksums ? 4 : 0);
        if (head == 0 || all > op->in.length - at) {
            op->end_of_stream = head == 0;
            rc = head == 0 ? 0 : -EBADMSG;
            break;
        }
        rc = block(op->in.data + at + 4, size, (head & STORED) != 0, &o);
        at += rc == 0 ? all : 0;
    }
    op->consumed = at;
    op->produced = o.used;
    op->end_of_stream |= rc == 0 && at == op->in.length;
    op->fault = rc == -EBADMSG ? "invalid distance too far back" : NULL;
    return rc;
}

size_t emu_unlz4_length(struct emu_span in, size_t limit, const struct emu_lz4_form *form)
{
    struct emu_deflate op = {.in = in, .out = {malloc(limit > 0 ? limit : 1), limit}};
    if (op.out.data == NULL) {
        return 0;
    }
    emu_unlz4_run(&op, form);
    free(op.out.data);
    return op.produced;
}

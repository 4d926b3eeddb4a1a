/* Deflate streams out of one or several requests: blocks with fixed, given or fitted codes, stored blocks, indices. */
#include <string.h>

#include "iaa_codec.h"

#define STORED_MOST 65535

struct writer {
    uint8_t *out;
    size_t size, used;
    uint64_t hold;
    unsigned bits;
    bool full;
};

static void put(struct writer *w, uint32_t value, unsigned count)
{
    w->hold |= (uint64_t)value << w->bits;
    w->bits += count;
    while (w->bits >= 8) {
        if (w->used == w->size) {
            w->full = true;
        } else {
            w->out[w->used++] = (uint8_t)w->hold;
        }
        w->hold >>= 8;
        w->bits -= 8;
    }
}

static void pad(struct writer *w)
{
    if (w->bits > 0) {
        put(w, 0, 8 - w->bits);
    }
}

/* --- tokens --- */

struct emitter {
    struct writer *w;
    const struct iaa_codes *codes;
    struct iaa_deflate *job;
    size_t summed;           /* up to where job->crc goes */
    bool no_code, index_full;
};

static void put_code(struct emitter *e, struct iaa_code code)
{
    e->no_code |= code.length == 0;
    put(e->w, code.bits, code.length);
}

static void emit_literal(void *to, uint8_t byte)
{
    struct emitter *e = to;
    put_code(e, e->codes->ll[byte]);
}

static void emit_match(void *to, unsigned length, unsigned distance)
{
    struct emitter *e = to;
    unsigned extra, value;
    unsigned symbol = iaa_length_symbol(length, &extra, &value);
    put_code(e, e->codes->ll[symbol]);
    put(e->w, value, extra);
    symbol = iaa_distance_symbol(distance, &extra, &value);
    put_code(e, e->codes->d[symbol]);
    put(e->w, value, extra);
}

static void note(struct emitter *e, size_t up_to)
{
    struct iaa_deflate *job = e->job;
    if (job->index == NULL) {
        return;
    }
    job->crc = iaa_crc32(job->crc, job->input.data + e->summed, up_to - e->summed, job->crc32c);
    e->summed = up_to;
    if (job->indices >= job->index_room) {
        e->index_full = true;
        return;
    }
    uint64_t bit = job->bits_before + 8 * (uint64_t)e->w->used + e->w->bits;
    job->index[job->indices++] = (bit & UINT32_MAX) | (uint64_t)job->crc << 32;
}

static void emit_piece(void *to, size_t at)
{
    note(to, at);
}

struct histogram {
    uint32_t *ll, *d;
};

static void count_literal(void *to, uint8_t byte)
{
    struct histogram *h = to;
    h->ll[byte]++;
}

static void count_match(void *to, unsigned length, unsigned distance)
{
    struct histogram *h = to;
    unsigned extra, value;
    h->ll[iaa_length_symbol(length, &extra, &value)]++;
    h->d[iaa_distance_symbol(distance, &extra, &value)]++;
}

void iaa_histogram(const struct iaa_input *input, uint32_t *ll, uint32_t *d)
{
    struct histogram h = {ll, d};
    iaa_tokens(input, &(struct iaa_sink){&h, count_literal, count_match, NULL});
}

/* --- headers --- */

static const uint8_t cl_order[19] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

struct run {
    uint8_t symbol, extra, value;
};

static unsigned runs_of(const uint8_t *lengths, unsigned count, struct run *runs)
{
    unsigned n = 0;
    for (unsigned i = 0; i < count;) {
        unsigned same = 1;
        while (i + same < count && lengths[i + same] == lengths[i]) {
            same++;
        }
        if (lengths[i] == 0 && same >= 3) {
            same = same < 138 ? same : 138;
            runs[n++] = same < 11 ? (struct run){17, 3, (uint8_t)(same - 3)} : (struct run){18, 7, (uint8_t)(same - 11)};
        } else if (i > 0 && lengths[i] == lengths[i - 1] && same >= 3) {
            same = same < 6 ? same : 6;
            runs[n++] = (struct run){16, 2, (uint8_t)(same - 3)};
        } else {
            same = 1;
            runs[n++] = (struct run){lengths[i], 0, 0};
        }
        i += same;
    }
    return n;
}

/* Codes of code lengths have at most 7 bits: frequencies are levelled until they do. */
static void fit_cl(struct iaa_code *cl, uint32_t *weights)
{
    struct iaa_codes codes;
    uint32_t ll[IAA_LL];
    unsigned longest;
    do {
        memset(ll, 0, sizeof ll);
        memcpy(ll, weights, 19 * sizeof *weights);
        iaa_literals_fit(&codes, ll);
        longest = 0;
        for (unsigned i = 0; i < 19; i++) {
            longest = codes.ll[i].length > longest ? codes.ll[i].length : longest;
            weights[i] = weights[i] > 0 ? weights[i] / 2 + 1 : 0;
        }
    } while (longest > 7);
    memcpy(cl, codes.ll, 19 * sizeof *cl);
}

static void put_codes(struct writer *w, const struct iaa_codes *codes)
{
    uint8_t lengths[IAA_LL + IAA_D];
    struct run runs[IAA_LL + IAA_D];
    struct iaa_code cl[19];
    uint32_t weights[19] = {0};
    unsigned nll = IAA_LL, nd = IAA_D, ncl = 19, count;
    while (nll > 257 && codes->ll[nll - 1].length == 0) {
        nll--;
    }
    while (nd > 1 && codes->d[nd - 1].length == 0) {
        nd--;
    }
    for (unsigned i = 0; i < nll + nd; i++) {
        lengths[i] = i < nll ? codes->ll[i].length : codes->d[i - nll].length;
    }
    count = runs_of(lengths, nll + nd, runs);
    for (unsigned i = 0; i < count; i++) {
        weights[runs[i].symbol]++;
    }
    weights[0] += weights[0] == 0;   /* two codes at least, or the code would be incomplete */
    weights[18] += weights[18] == 0;
    fit_cl(cl, weights);
    while (ncl > 4 && cl[cl_order[ncl - 1]].length == 0) {
        ncl--;
    }
    put(w, nll - 257, 5);
    put(w, nd - 1, 5);
    put(w, ncl - 4, 4);
    for (unsigned i = 0; i < ncl; i++) {
        put(w, cl[cl_order[i]].length, 3);
    }
    for (unsigned i = 0; i < count; i++) {
        put(w, cl[runs[i].symbol].bits, cl[runs[i].symbol].length);
        put(w, runs[i].value, runs[i].extra);
    }
}

static void begin_block(struct emitter *e, bool fixed, bool final)
{
    struct iaa_encoder *encoder = e->job->encoder;
    put(e->w, final, 1);
    put(e->w, fixed ? 1 : 2, 2);
    if (!fixed) {
        put_codes(e->w, &encoder->codes);
    }
    encoder->open = true;
    encoder->open_final = final;
}

static void end_block(struct emitter *e, size_t at)
{
    struct iaa_encoder *encoder = e->job->encoder;
    note(e, at);
    put_code(e, encoder->codes.ll[IAA_EOB]);
    encoder->open = false;
}

/* --- one request --- */

static void choose_codes(struct iaa_deflate *job)
{
    struct iaa_codes *codes = &job->encoder->codes;
    if (job->codes != NULL) {
        *codes = *job->codes;
    } else if (job->dynamic) {
        uint32_t ll[IAA_LL] = {0}, d[IAA_D] = {0};
        iaa_histogram(&job->input, ll, d);
        iaa_codes_fit(codes, ll, d);
    } else {
        iaa_codes_fixed(codes);
    }
}

static void write_tokens(struct emitter *e)
{
    const struct iaa_sink sink = {e, emit_literal, emit_match, emit_piece};
    iaa_tokens(&e->job->input, &sink);
}

static void write_blocks(struct emitter *e)
{
    struct iaa_deflate *job = e->job;
    struct iaa_encoder *encoder = job->encoder;
    bool anew = job->first || job->new_block || job->dynamic || !encoder->open;
    if (anew && encoder->open) {
        end_block(e, job->input.start);
    }
    if (anew) {
        choose_codes(job);
        note(e, job->input.start);
        begin_block(e, job->codes == NULL && !job->dynamic, job->last);
    }
    write_tokens(e);
    if (job->last || job->dynamic) {
        end_block(e, job->input.end);
    }
    if (job->last && !encoder->open_final) {
        put(e->w, 3, 3); /* an empty fixed block that is the last */
        put(e->w, 0, 7);
    }
}

static void write_stored(struct emitter *e)
{
    struct iaa_deflate *job = e->job;
    size_t at = job->input.start;
    if (job->encoder->open) {
        end_block(e, at);
    }
    note(e, at);
    do {
        size_t left = job->input.end - at, piece = left < STORED_MOST ? left : STORED_MOST;
        put(e->w, job->last && piece == left, 1);
        put(e->w, 0, 2);
        pad(e->w);
        put(e->w, (uint32_t)piece, 16);
        put(e->w, (uint32_t)piece ^ 0xffff, 16);
        for (size_t i = 0; i < piece && !e->w->full; i++) {
            if (job->input.mini > 0 && (at - job->input.start + i) % job->input.mini == 0) {
                note(e, at + i);
            }
            put(e->w, job->input.data[at + i], 8);
        }
        at += piece;
    } while (at < job->input.end && !e->w->full);
    note(e, job->input.end);
}

static enum iaa_deflated verdict(const struct emitter *e)
{
    return e->no_code ? IAA_NO_CODE_FOR_IT : e->index_full ? IAA_INDEX_FULL : e->w->full ? IAA_NO_ROOM : IAA_DEFLATED;
}

/* 16-bit words with the first bit highest. */
static void turn_words(uint8_t *data, size_t size)
{
    for (size_t i = 0; i + 1 < size; i += 2) {
        unsigned word = data[i] | (unsigned)data[i + 1] << 8, turned = 0;
        for (int bit = 0; bit < 16; bit++) {
            turned = turned << 1 | (word >> bit & 1);
        }
        data[i] = (uint8_t)turned;
        data[i + 1] = (uint8_t)(turned >> 8);
    }
}

static void finish(struct iaa_deflate *job, struct writer *w)
{
    if (job->last) {
        job->last_bits = w->bits;
        pad(w);
        if (job->be16) {
            job->last_bits += (w->used & 1) == 0 && job->last_bits > 0 ? 8 : 0;
            if ((w->used & 1) != 0) {
                job->last_bits = job->last_bits == 0 ? 8 : job->last_bits;
                put(w, 0, 8);
            }
            turn_words(job->out, w->used);
        }
        w->hold = 0;
        w->bits = 0;
    }
    job->encoder->partial = (uint8_t)w->hold;
    job->encoder->partial_bits = (uint8_t)w->bits;
    job->produced = w->used;
}

static enum iaa_deflated attempt(struct iaa_deflate *job, void (*write)(struct emitter *))
{
    struct iaa_encoder before = *job->encoder;
    uint32_t indices = job->indices, crc = job->crc;
    struct writer w = {job->out, job->size, 0, before.partial, before.partial_bits, false};
    struct emitter e = {&w, &job->encoder->codes, job, job->input.start, false, false};
    write(&e);
    struct writer at_end = w;
    if (!w.full) {
        finish(job, &w);
    }
    if (job->last && !w.full && job->index != NULL && !e.index_full && job->indices < job->index_room) {
        uint64_t bit = job->bits_before + 8 * (uint64_t)at_end.used + at_end.bits;
        job->index[job->indices++] = (bit & UINT32_MAX) | (uint64_t)job->crc << 32;
    }
    e.w = &w;
    enum iaa_deflated result = verdict(&e);
    if (result != IAA_DEFLATED) {
        *job->encoder = before;
        job->indices = indices;
        job->crc = crc;
    }
    return result;
}

static void write_bare(struct emitter *e)
{
    if (e->job->first) {
        choose_codes(e->job);
    }
    write_tokens(e);
    if (e->job->canned && e->job->last) {
        put_code(e, e->codes->ll[IAA_EOB]);
    }
}

enum iaa_deflated iaa_deflate_run(struct iaa_deflate *job)
{
    if (job->first) {
        memset(job->encoder, 0, sizeof *job->encoder);
    }
    if (job->bare || job->canned) {
        return attempt(job, write_bare);
    }
    enum iaa_deflated result = attempt(job, write_blocks);
    return result == IAA_NO_ROOM || result == IAA_NO_CODE_FOR_IT ? attempt(job, write_stored) : result;
}

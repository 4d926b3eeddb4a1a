/* Hardware levels are stood in for by software of similar strength (assumed, not measured against the device):
   level 1..5 by igzip 1, level 6..8 by igzip 3, level 9..12 by zlib 6. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#include <zlib.h>

#include "ops_deflate.h"

struct workspace {
    struct isal_zstream igzip;
    z_stream zlib;
    z_stream inflate;
    bool zlib_open, inflate_open;
    uint8_t level_buffer[ISAL_DEF_LVL3_DEFAULT > ISAL_DEF_LVL1_DEFAULT ? ISAL_DEF_LVL3_DEFAULT
                                                                       : ISAL_DEF_LVL1_DEFAULT];
};

static pthread_key_t key;
static pthread_once_t key_once = PTHREAD_ONCE_INIT;

static void discard(void *memory)
{
    struct workspace *space = memory;
    if (space->zlib_open) {
        deflateEnd(&space->zlib);
    }
    if (space->inflate_open) {
        inflateEnd(&space->inflate);
    }
    free(space);
}

static void make_key(void)
{
    pthread_key_create(&key, discard);
}

/* One per thread, made at its first request. */
static struct workspace *workspace(void)
{
    pthread_once(&key_once, make_key);
    struct workspace *space = pthread_getspecific(key);
    if (space == NULL && (space = calloc(1, sizeof *space)) != NULL) {
        pthread_setspecific(key, space);
    }
    return space;
}

static int with_igzip(struct workspace *space, struct emu_deflate *op, size_t take)
{
    struct isal_zstream *stream = &space->igzip;
    isal_deflate_init(stream);
    if (op->fixed_codes) {
        stream->level = 0;
        isal_deflate_set_hufftables(stream, NULL, IGZIP_HUFFTABLE_STATIC);
    } else {
        stream->level = op->hardware_level == 0 ? 1 : 3;
        stream->level_buf = space->level_buffer;
        stream->level_buf_size = stream->level == 1 ? ISAL_DEF_LVL1_DEFAULT : ISAL_DEF_LVL3_DEFAULT;
    }
    bool last = op->final && take == op->in.length;
    stream->gzip_flag = IGZIP_DEFLATE;
    stream->flush = last ? NO_FLUSH : FULL_FLUSH;
    stream->end_of_stream = last;
    stream->next_in = op->in.data;
    stream->avail_in = (uint32_t)take;
    stream->next_out = op->out.data;
    stream->avail_out = (uint32_t)op->out.length;
    if (isal_deflate(stream) != COMP_OK) {
        return -EINVAL;
    }
    if (stream->avail_in > 0 || stream->avail_out == 0 ||
        (last && stream->internal_state.state != ZSTATE_END)) {
        return -ENOSPC; /* a full buffer may hide a pending marker: count it as not fitting */
    }
    op->produced = op->out.length - stream->avail_out;
    return 0;
}

static int with_zlib(struct workspace *space, struct emu_deflate *op, size_t take)
{
    z_stream *stream = &space->zlib;
    int rc = space->zlib_open ? deflateReset(stream) : deflateInit2(stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
    if (rc != Z_OK) {
        return -ENOMEM;
    }
    space->zlib_open = true;
    bool last = op->final && take == op->in.length;
    stream->next_in = op->in.data;
    stream->avail_in = (uInt)take;
    stream->next_out = op->out.data;
    stream->avail_out = (uInt)op->out.length;
    rc = deflate(stream, last ? Z_FINISH : Z_FULL_FLUSH);
    if (stream->avail_in > 0 || (last ? rc != Z_STREAM_END : stream->avail_out == 0)) {
        return -ENOSPC;
    }
    op->produced = op->out.length - stream->avail_out;
    return 0;
}

static int deflate_part(struct workspace *space, struct emu_deflate *op, size_t take)
{
    bool igzip = op->fixed_codes || op->hardware_level < 2;
    return igzip ? with_igzip(space, op, take) : with_zlib(space, op, take);
}

static void checksums(struct emu_deflate *op, const uint8_t *data, size_t length)
{
    if (op->want_crc32) {
        op->crc32 = crc32_gzip_refl(op->crc32, data, length);
    }
    if (op->want_adler32) {
        op->adler32 = (uint32_t)adler32(op->adler32, data, (uInt)length);
    }
}

int emu_deflate_run(struct emu_deflate *op)
{
    struct workspace *space = workspace();
    if (space == NULL) {
        return -ENOMEM;
    }
    size_t take = op->in.length;
    int rc = deflate_part(space, op, take);
    /* Overflow: hardware reports how much input it has put out completely. Halving finds such a part. */
    while (rc == -ENOSPC && take > 64) {
        take /= 2;
        rc = deflate_part(space, op, take);
    }
    if (rc != 0) {
        op->produced = 0;
        take = 0;
    }
    op->consumed = take;
    checksums(op, op->in.data, take);
    return rc != 0 ? rc : take < op->in.length ? -ENOSPC : 0;
}

#define STORED_MOST 65535u /* bytes of one stored block */
#define STORED_HEAD 5u

int emu_deflate_store(struct emu_deflate *op)
{
    op->consumed = op->produced = 0;
    do {
        size_t left = op->in.length - op->consumed, room = op->out.length - op->produced;
        size_t take = left < STORED_MOST ? left : STORED_MOST;
        if (room < STORED_HEAD + take) {
            checksums(op, op->in.data, op->consumed);
            return -ENOSPC;
        }
        uint8_t *block = op->out.data + op->produced;
        block[0] = op->final && take == left;
        block[1] = (uint8_t)take;
        block[2] = (uint8_t)(take >> 8);
        block[3] = (uint8_t)~block[1];
        block[4] = (uint8_t)~block[2];
        memcpy(block + STORED_HEAD, op->in.data + op->consumed, take);
        op->consumed += take;
        op->produced += STORED_HEAD + take;
    } while (op->consumed < op->in.length);
    checksums(op, op->in.data, op->consumed);
    return 0;
}

static z_stream *inflater(struct workspace *space, struct emu_span in)
{
    z_stream *stream = &space->inflate;
    int rc = space->inflate_open ? inflateReset(stream) : inflateInit2(stream, -15);
    if (rc != Z_OK) {
        return NULL;
    }
    space->inflate_open = true;
    stream->next_in = in.data;
    stream->avail_in = (uInt)in.length;
    return stream;
}

size_t emu_inflated_length(struct emu_span in, size_t limit)
{
    struct workspace *space = workspace();
    z_stream *stream = space != NULL ? inflater(space, in) : NULL;
    size_t length = 0;
    int rc = stream != NULL ? Z_OK : Z_MEM_ERROR;
    while (rc == Z_OK && length < limit) {
        stream->next_out = space->level_buffer; /* discarded: only its length counts */
        stream->avail_out = sizeof space->level_buffer;
        rc = inflate(stream, Z_SYNC_FLUSH);
        length += sizeof space->level_buffer - stream->avail_out;
        if (stream->avail_out > 0) {
            break;
        }
    }
    return length < limit ? length : limit;
}

/* The output is full. Whether more would come: what follows may be the end of a block, or an empty one. */
static int inflate_beyond(z_stream *stream, bool *more)
{
    uint8_t spare;
    stream->next_out = &spare;
    stream->avail_out = 1;
    int rc = inflate(stream, Z_SYNC_FLUSH);
    *more = stream->avail_out == 0;
    return rc == Z_BUF_ERROR ? Z_OK : rc;
}

int emu_inflate_run(struct emu_deflate *op)
{
    struct workspace *space = workspace();
    z_stream *stream = space != NULL ? inflater(space, op->in) : NULL;
    if (stream == NULL) {
        return -ENOMEM;
    }
    stream->next_out = op->out.data;
    stream->avail_out = (uInt)op->out.length;
    int rc = inflate(stream, Z_SYNC_FLUSH);
    op->consumed = op->in.length - stream->avail_in;
    op->produced = op->out.length - stream->avail_out;
    bool more = false;
    if ((rc == Z_OK || rc == Z_BUF_ERROR) && stream->avail_out == 0) {
        rc = inflate_beyond(stream, &more);
        op->consumed = more ? op->consumed : op->in.length - stream->avail_in;
    }
    op->end_of_stream = rc == Z_STREAM_END && !more;
    if (more) {
        return -ENOSPC;
    }
    if (rc == Z_DATA_ERROR || rc == Z_NEED_DICT) {
        op->fault = stream->msg;
        return -EBADMSG;
    }
    checksums(op, op->out.data, op->produced);
    return rc != Z_STREAM_END && op->final ? -ENODATA : 0;
}

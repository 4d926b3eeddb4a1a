/* QATzip's software path: zlib, and LZ4 as the device makes it. */
#include <errno.h>
#include <zlib.h>

#include "qz.h"

static struct emu_lz4_form lz4_form(const struct qz_params *params)
{
    bool sequences = params != NULL && params->format == QZF_LZ4S;
    return (struct emu_lz4_form){QZ_LZ4_BLOCK_MOST, false, sequences, sequences ? params->sequences.least : 4};
}

static int soft_lz4(const struct qz_params *params, const unsigned char *in, unsigned in_length, unsigned char *out,
                    unsigned *out_length, unsigned *checksum)
{
    struct emu_deflate op = {.in = {(uint8_t *)(uintptr_t)in, in_length},
                             .out = {out, *out_length},
                             .hardware_level = params->level <= 5 ? 0 : params->level <= 8 ? 1 : 2};
    struct emu_lz4_form form = lz4_form(params);
    int rc = emu_lz4_run(&op, &form);
    *out_length = (unsigned)op.produced;
    *checksum = emu_xxh32(in, in_length);
    return rc == 0 ? QZ_OK : QZ_BUF_ERROR;
}

int qz_soft_unlz4(const unsigned char *in, unsigned in_length, unsigned char *out, unsigned *out_length)
{
    struct emu_deflate op = {.in = {(uint8_t *)(uintptr_t)in, in_length}, .out = {out, *out_length}};
    struct emu_lz4_form form = lz4_form(NULL);
    int rc = emu_unlz4_run(&op, &form);
    *out_length = (unsigned)op.produced;
    return rc == 0 ? QZ_OK : rc == -ENOSPC ? QZ_BUF_ERROR : QZ_DATA_ERROR;
}

int qz_soft_compress(const struct qz_params *params, const unsigned char *in, unsigned in_length, unsigned char *out,
                     unsigned *out_length, bool final, unsigned *checksum)
{
    z_stream z;
    if (qz_is_lz4(params->format)) {
        return soft_lz4(params, in, in_length, out, out_length, checksum);
    }
    memset(&z, 0, sizeof z);
    int level = params->level > 9 ? 9 : (int)params->level;
    if (deflateInit2(&z, level, Z_DEFLATED, -15, 8, params->trees == QZ_STATIC_HDR ? Z_FIXED : Z_DEFAULT_STRATEGY) != Z_OK) {
        return QZ_NOSW_LOW_MEM;
    }
    z.next_in = (Bytef *)(uintptr_t)in;
    z.avail_in = in_length;
    z.next_out = out;
    z.avail_out = *out_length;
    int rc = deflate(&z, final ? Z_FINISH : Z_FULL_FLUSH);
    *out_length = (unsigned)z.total_out;
    if (final && rc == Z_OK) { /* where the output fits to the byte, only a second call says that it has ended */
        unsigned char more;
        z.next_out = &more;
        z.avail_out = 1;
        rc = deflate(&z, Z_FINISH);
        rc = z.avail_out == 1 ? rc : Z_BUF_ERROR;
    }
    bool whole = final ? rc == Z_STREAM_END : rc == Z_OK && z.avail_in == 0 && z.avail_out > 0;
    deflateEnd(&z);
    bool adler = params->format == QZF_ZLIB;
    *checksum = (unsigned)(adler ? adler32(1, in, in_length) : crc32(0, in, in_length));
    return whole ? QZ_OK : QZ_BUF_ERROR;
}

/* Behind a full flush the stream goes on without history: what follows can be decoded by itself. */
static bool flushed(const z_stream *z)
{
    static const unsigned char mark[] = {0, 0, 0xff, 0xff};
    bool at_block = (z->data_type & 128) != 0 && (z->data_type & 31) == 0;
    return at_block && z->total_in >= sizeof mark && memcmp(z->next_in - sizeof mark, mark, sizeof mark) == 0;
}

int qz_soft_inflate(const unsigned char *in, unsigned *in_length, unsigned char *out, unsigned *out_length, bool *ended)
{
    z_stream z;
    unsigned in_safe = 0, out_safe = 0;
    int rc = Z_OK;
    memset(&z, 0, sizeof z);
    if (inflateInit2(&z, -15) != Z_OK) {
        return QZ_NOSW_LOW_MEM;
    }
    z.next_in = (Bytef *)(uintptr_t)in;
    z.avail_in = *in_length;
    z.next_out = out;
    z.avail_out = *out_length;
    while (rc == Z_OK) {
        rc = inflate(&z, Z_BLOCK);
        if (rc == Z_STREAM_END || (rc == Z_OK && flushed(&z))) {
            in_safe = (unsigned)z.total_in;
            out_safe = (unsigned)z.total_out;
        }
    }
    bool full = z.avail_out == 0;
    *in_length = in_safe;
    *out_length = out_safe;
    *ended = rc == Z_STREAM_END;
    inflateEnd(&z);
    if (rc == Z_STREAM_END || (rc == Z_BUF_ERROR && in_safe > 0 && !full)) {
        return QZ_OK;
    }
    return rc == Z_BUF_ERROR && full ? QZ_BUF_ERROR : QZ_DATA_ERROR;
}

#include <snappy-c.h>
#include <stdlib.h>
#include <stdint.h>

#define CHUNK_RAW (1u << 20)

typedef struct codec_vtbl {
    const char *name;
    int (*pack)(const char *raw, char **out, size_t *out_len);
    int (*unpack)(const char *in, size_t in_len, char *raw);
} codec_vtbl;

static int sn_pack(const char *raw, char **out, size_t *out_len)
{
    *out_len = snappy_max_compressed_length(CHUNK_RAW);
    *out = malloc(*out_len);
    if (!*out)
        return -1;
    // degrades: compress
    return snappy_compress(raw, CHUNK_RAW, *out, out_len) == SNAPPY_OK ? 0 : -1;
}

static int sn_unpack(const char *in, size_t in_len, char *raw)
{
    size_t n = CHUNK_RAW;
    // degrades: decompress
    return snappy_uncompress(in, in_len, raw, &n) == SNAPPY_OK && n == CHUNK_RAW ? 0 : -1;
}

const codec_vtbl codec_snappy = { "snappy", sn_pack, sn_unpack };

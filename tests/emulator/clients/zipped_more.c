/* QATzip beyond buffers and streams: LZ4s with and without a program's own encoder behind it, CRC-64 and other CRC-32 results,
   blocks described by metadata. Prints "ok". The argument says what to do. */
#include <qatzip.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                                            \
            exit(1);                                                                                                   \
        }                                                                                                              \
    } while (0)

#define N 300000u
#define ROOM 600000u
#define CHUNK 65536u

static unsigned char plain[N], packed[ROOM], back[N + 100];

/* The middle third does not compress. */
static void fill(void)
{
    unsigned seed = 7;
    for (unsigned i = 0; i < N; i++) {
        seed = seed * 1103515245u + 12345u;
        plain[i] = i > 3 && (i < N / 3 || i > 2 * N / 3) && (seed >> 16) % 4 != 0 ? plain[i - 4] : (unsigned char)(seed >> 20);
    }
}

/* --- LZ4s --- */

static unsigned length_of(const unsigned char **at, unsigned nibble)
{
    unsigned length = nibble;
    for (unsigned more = 255; nibble == 15 && more == 255; length += more) {
        more = *(*at)++;
    }
    return length;
}

/* Sequences as Intel's zstd plugin reads them: a match length of 0 means none. */
static unsigned unpack(const unsigned char *at, const unsigned char *end, unsigned char *to, unsigned least)
{
    unsigned n = 0;
    while (at < end) {
        unsigned token = *at++, literals = length_of(&at, token >> 4);
        memcpy(to + n, at, literals);
        n += literals;
        at += literals;
        if (at >= end) {
            break;
        }
        unsigned distance = at[0] | (unsigned)at[1] << 8;
        at += 2;
        unsigned match = length_of(&at, token & 15);
        for (unsigned i = 0; match > 0 && i < match + least - 1; i++, n++) {
            to[n] = to[n - distance];
        }
    }
    CHECK(at == end);
    return n;
}

static unsigned unpack_blocks(const unsigned char *at, unsigned length, unsigned least)
{
    const unsigned char *end = at + length;
    unsigned n = 0;
    while (at < end) {
        unsigned size = at[0] | (unsigned)at[1] << 8 | (unsigned)at[2] << 16 | (unsigned)at[3] << 24;
        n += unpack(at + 4, at + 4 + size, back + n, least);
        at += 4 + size;
    }
    return n;
}

static int seen;

static int encode(void *external, const unsigned char *src, unsigned int *src_len, unsigned char *dest,
                  unsigned int *dest_len, int *ExtStatus)
{
    CHECK(external == &seen && src == plain && *src_len == N);
    CHECK(unpack_blocks(dest, *dest_len, 3) == N && memcmp(back, plain, N) == 0);
    memcpy(dest, "mine", 4);
    *dest_len = 4;
    *ExtStatus = seen == 0 ? 0 : -7;
    return seen++ == 0 ? QZ_OK : QZ_POST_PROCESS_ERROR;
}

static void lz4s(unsigned least)
{
    QzSession_T sess;
    QzSessionParamsLZ4S_T params;
    memset(&sess, 0, sizeof sess);
    CHECK(qzGetDefaultsLZ4S(&params) == QZ_OK && params.common_params.comp_algorithm == QZ_LZ4s);
    CHECK(params.lz4s_mini_match == 3 && params.common_params.direction == QZ_DIR_COMPRESS);
    params.lz4s_mini_match = 5;
    CHECK(qzSetupSessionLZ4S(&sess, &params) == QZ_PARAMS);
    params.lz4s_mini_match = least;
    CHECK(qzSetupSessionLZ4S(&sess, &params) >= 0);
    unsigned in = N, out = qzMaxCompressedLength(N, &sess);
    CHECK(out > 0 && out <= ROOM);
    CHECK(qzCompress(&sess, plain, &in, packed, &out, 1) == QZ_OK && in == N && out < N);
    CHECK(unpack_blocks(packed, out, least) == N && memcmp(back, plain, N) == 0);
    in = out;
    out = N;
    CHECK(qzDecompress(&sess, packed, &in, back, &out) == QZ_PARAMS);
    qzTeardownSession(&sess);
}

static void encoder(void)
{
    QzSession_T sess;
    QzSessionParamsLZ4S_T params;
    uint64_t ext_rc = 1;
    unsigned in = N, out = ROOM;
    memset(&sess, 0, sizeof sess);
    CHECK(qzGetDefaultsLZ4S(&params) == QZ_OK);
    params.qzCallback = encode;
    params.qzCallback_external = &seen;
    CHECK(qzSetDefaultsLZ4S(&params) == QZ_OK); /* what sessions get that nobody sets up */
    CHECK(qzCompressExt(&sess, plain, &in, packed, &out, 1, &ext_rc) == QZ_OK && in == N && out == 4);
    CHECK(memcmp(packed, "mine", 4) == 0 && seen == 1);
    out = ROOM;
    CHECK(qzCompressExt(&sess, plain, &in, packed, &out, 1, &ext_rc) == QZ_POST_PROCESS_ERROR && (int64_t)ext_rc == -7);
    qzTeardownSession(&sess);
}

/* --- checksums, against the published check values over "123456789" --- */

static void checksums(void)
{
    static const unsigned char digits[] = "123456789";
    QzSession_T sess;
    QzCrc64Config_T xz = {0x42F0E1EBA9EA3693, UINT64_MAX, 1, 1, UINT64_MAX}, found;
    QzCrc32Config_T castagnoli = {0x1EDC6F41, UINT32_MAX, 1, 1, UINT32_MAX}, same;
    memset(&sess, 0, sizeof sess);
    CHECK(qzSetSessionCrc64Config(&sess, &xz) == QZ_FAIL && qzSetSessionCrc64Config(NULL, &xz) == QZ_PARAMS);
    CHECK(qzSetupSession(&sess, NULL) >= 0);
    uint64_t sum = 0, halves = 0;
    unsigned in = 9, out = ROOM, packed_length;
    CHECK(qzCompressCrc64(&sess, digits, &in, packed, &out, 1, &sum) == QZ_OK && sum == 0x6C40DF5F0B497347);
    CHECK(qzSetSessionCrc64Config(&sess, &xz) == QZ_OK && qzGetSessionCrc64Config(&sess, &found) == QZ_OK);
    CHECK(found.polynomial == xz.polynomial && found.xor_out == xz.xor_out && found.reflect_in == 1);
    in = 9, out = ROOM, sum = 0;
    CHECK(qzCompressCrc64(&sess, digits, &in, packed, &out, 1, &sum) == QZ_OK && sum == 0x995DC9BBDF1939FA);
    packed_length = out;
    in = 4, out = ROOM;
    CHECK(qzCompressCrc64(&sess, digits, &in, packed + 1000, &out, 0, &halves) == QZ_OK);
    in = 5, out = ROOM;
    CHECK(qzCompressCrc64(&sess, digits + 4, &in, packed + 1000, &out, 1, &halves) == QZ_OK && halves == sum);
    in = packed_length, out = N, sum = 0;
    CHECK(qzDecompressCrc64(&sess, packed, &in, back, &out, &sum) == QZ_OK && sum == halves && out == 9);
    unsigned long small = 0;
    in = 9, out = ROOM;
    CHECK(qzCompressCrc(&sess, digits, &in, packed, &out, 1, &small) == QZ_OK && small == 0xCBF43926);
    CHECK(qzSetSessionCrc32Config(&sess, &castagnoli) == QZ_OK && qzGetSessionCrc32Config(&sess, &same) == QZ_OK);
    CHECK(same.polynomial == castagnoli.polynomial);
    in = 9, out = ROOM, small = 0;
    CHECK(qzCompressCrc(&sess, digits, &in, packed, &out, 1, &small) == QZ_OK && small == 0xE3069283);
    in = out, out = N, small = 0;
    CHECK(qzDecompressCrc(&sess, packed, &in, back, &out, &small) == QZ_OK && small == 0xE3069283);
    castagnoli.polynomial = 0;
    CHECK(qzSetSessionCrc32Config(&sess, &castagnoli) == QZ_PARAMS);
    qzTeardownSession(&sess);
}

/* --- metadata --- */

static void blocks(QzSession_T *sess, unsigned chunk, unsigned override)
{
    QzMetadataBlob_T metadata;
    unsigned in = N, out = ROOM, stored = 0, at = 0;
    CHECK(qzAllocateMetadata(&metadata, N, chunk) == QZ_OK);
    CHECK(qzCompressWithMetadataExt(sess, plain, &in, packed, &out, 1, NULL, metadata, override, chunk * 9 / 10) == QZ_OK);
    CHECK(in == N && out < N);
    unsigned count = (N + chunk - 1) / chunk, offset, size, flags, hash, whole = out, before = 0;
    for (unsigned i = 0; i < count; i++) {
        uint64_t sums[2];
        uint32_t small[2];
        CHECK(qzMetadataBlockRead(i, metadata, &offset, &size, &flags, &hash) == QZ_OK && offset == before);
        CHECK(qzMetadataBlockGetCrc64(i, metadata, &sums[0], &sums[1]) == QZ_OK);
        CHECK(qzMetadataBlockGetCrc32(i, metadata, &small[0], &small[1]) == QZ_OK);
        CHECK((sums[0] == sums[1]) == (flags == 0) && (small[0] == small[1]) == (flags == 0));
        CHECK(flags == 1 || memcmp(packed + at, plain + i * chunk, size) == 0);
        stored += flags == 0;
        at += before = size;
    }
    CHECK(at == whole && stored > 0 && stored < count);
    CHECK(qzMetadataBlockRead(count, metadata, &offset, NULL, NULL, NULL) == QZ_OUT_OF_RANGE);
    in = whole, out = N;
    CHECK(qzDecompressWithMetadataExt(sess, packed, &in, back, &out, NULL, metadata, override) == QZ_OK);
    CHECK(out == N && in == whole && memcmp(back, plain, N) == 0);
    CHECK(qzMetadataBlockRead(1, metadata, NULL, NULL, NULL, &hash) == QZ_OK);
    hash ^= 1;
    CHECK(qzMetadataBlockWrite(1, metadata, NULL, NULL, NULL, &hash) == QZ_OK);
    in = whole, out = N;
    CHECK(qzDecompressWithMetadataExt(sess, packed, &in, back, &out, NULL, metadata, override) == QZ_INTEG && out == chunk);
    CHECK(qzFreeMetadata(metadata) == QZ_OK);
}

static void metadata(void)
{
    QzSession_T sess;
    QzMetadataBlob_T small;
    memset(&sess, 0, sizeof sess);
    CHECK(qzAllocateMetadata(&small, 0, CHUNK) == QZ_PARAMS && qzAllocateMetadata(&small, N, 1000) == QZ_PARAMS);
    blocks(&sess, CHUNK, 0);
    blocks(&sess, 8192, 8192);
    CHECK(qzAllocateMetadata(&small, CHUNK, CHUNK) == QZ_OK);
    unsigned in = N, out = ROOM;
    CHECK(qzCompressWithMetadataExt(&sess, plain, &in, packed, &out, 1, NULL, small, 0, CHUNK) == QZ_METADATA_OVERFLOW);
    CHECK(in == CHUNK && qzFreeMetadata(small) == QZ_OK);
    CHECK(qzCompressWithMetadataExt(&sess, plain, &in, packed, &out, 1, NULL, NULL, 0, CHUNK) == QZ_PARAMS);
    qzTeardownSession(&sess);
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    fill();
    if (strcmp(what, "lz4s") == 0) {
        lz4s(3);
        lz4s(4);
        encoder();
    } else if (strcmp(what, "checksums") == 0) {
        checksums();
    } else {
        metadata();
    }
    puts("ok");
    return 0;
}

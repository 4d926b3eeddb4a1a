/* The QATzip interface: every format, small and large, with and without software, in streams and with callbacks; decoded by zlib.
   Prints ok and how many calls ran in software. The argument says what to do. */
#include <pthread.h>
#include <qatzip.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                                            \
            exit(1);                                                                                                   \
        }                                                                                                              \
    } while (0)

#define N 400000u
#define ROOM 900000u

static unsigned char plain[N], packed[ROOM], back[N + 100];
static int software;

static void fill(void)
{
    unsigned seed = 7;
    for (unsigned i = 0; i < N; i++) {
        seed = seed * 1103515245u + 12345u;
        plain[i] = i > 3 && (seed >> 16) % 4 != 0 ? plain[i - 4] : (unsigned char)(seed >> 20);
    }
}

/* Members one behind the other, by zlib. */
static unsigned inflate_all(const unsigned char *from, unsigned length, int window, unsigned char *to, unsigned room)
{
    unsigned produced = 0, used = 0;
    while (used < length) {
        z_stream z;
        memset(&z, 0, sizeof z);
        CHECK(inflateInit2(&z, window) == Z_OK);
        z.next_in = (Bytef *)(size_t)(from + used);
        z.avail_in = length - used;
        z.next_out = to + produced;
        z.avail_out = room - produced;
        CHECK(inflate(&z, Z_FINISH) == Z_STREAM_END);
        used += (unsigned)z.total_in;
        produced += (unsigned)z.total_out;
        inflateEnd(&z);
    }
    return produced;
}

static QzSessionParamsDeflateExt_T params_of(QzDataFormat_T format, unsigned chunk)
{
    QzSessionParamsDeflateExt_T params;
    CHECK(qzGetDefaultsDeflateExt(&params) == QZ_OK && params.deflate_params.data_fmt == QZ_DEFLATE_GZIP_EXT);
    params.deflate_params.data_fmt = format;
    params.deflate_params.common_params.hw_buff_sz = chunk;
    return params;
}

static void round_trip(QzSession_T *sess, QzDataFormat_T format, unsigned n)
{
    unsigned in = n, out = qzMaxCompressedLength(n, sess), length;
    unsigned long crc = 0, crc_back = 0;
    uint64_t how = 0;
    CHECK(out <= ROOM);
    int rc = qzCompressCrcExt(sess, plain, &in, packed, &out, 1, &crc, &how);
    if (rc != QZ_OK) {
        fprintf(stderr, "format %d, %u bytes: %d\n", format, n, rc);
    }
    CHECK(rc == QZ_OK);
    CHECK(in == n && crc == crc32(0, plain, n));
    software += QZ_SW_EXECUTION(QZ_OK, how) != 0;
    if (format == QZ_DEFLATE_RAW || format == QZ_DEFLATE_GZIP || format == QZ_DEFLATE_GZIP_EXT) {
        CHECK(inflate_all(packed, out, format == QZ_DEFLATE_RAW ? -15 : 31, back, sizeof back) == n);
        CHECK(memcmp(back, plain, n) == 0);
    }
    memset(back, 0, sizeof back);
    in = out;
    length = sizeof back;
    rc = qzDecompressCrcExt(sess, packed, &in, back, &length, &crc_back, &how);
    CHECK(rc == QZ_OK && in == out && length == n && memcmp(back, plain, n) == 0);
    CHECK(format == QZ_DEFLATE_4B ? 1 : crc_back == crc);
    software += QZ_SW_EXECUTION(QZ_OK, how) != 0;
    length = n / 2;
    in = out;
    CHECK(n < 2 || qzDecompress(sess, packed, &in, back, &length) == QZ_BUF_ERROR);
    packed[out / 2] ^= 0x55;
    in = out;
    length = sizeof back;
    rc = qzDecompress(sess, packed, &in, back, &length);
    CHECK(n < 1000 || format == QZ_DEFLATE_4B || format == QZ_DEFLATE_RAW || rc != QZ_OK);
}

static void formats(void)
{
    static const unsigned lengths[] = {0, 1, 900, 5000, 65536, 65537, N};
    for (int format = 0; format < QZ_FMT_NUM; format++) {
        for (unsigned i = 0; i < sizeof lengths / sizeof *lengths; i++) {
            QzSession_T sess;
            memset(&sess, 0, sizeof sess);
            QzSessionParamsDeflateExt_T params = params_of((QzDataFormat_T)format, i % 2 == 0 ? 65536 : 16384);
            params.deflate_params.common_params.polling_mode = i % 2 == 0 ? QZ_BUSY_POLLING : QZ_PERIODICAL_POLLING;
            params.deflate_params.common_params.comp_lvl = 1 + i;
            CHECK(qzSetupSessionDeflateExt(&sess, &params) >= 0);
            round_trip(&sess, (QzDataFormat_T)format, lengths[i]);
            CHECK(qzTeardownSession(&sess) == QZ_OK && qzClose(&sess) == QZ_OK);
        }
    }
}

static void zlib_format(void)
{
    QzSession_T sess;
    memset(&sess, 0, sizeof sess);
    QzSessionParamsDeflateExt_T params = params_of(QZ_DEFLATE_RAW, 65536);
    params.zlib_format = 1;
    CHECK(qzSetupSessionDeflateExt(&sess, &params) >= 0);
    unsigned in = 60000, out = ROOM;
    CHECK(qzCompress(&sess, plain, &in, packed, &out, 1) == QZ_OK && in == 60000);
    CHECK(inflate_all(packed, out, 15, back, sizeof back) == in && memcmp(back, plain, in) == 0);
    qzTeardownSession(&sess);
}

/* Pieces of odd sizes through small buffers. */
static void streams(QzDataFormat_T format)
{
    QzSession_T sess;
    QzStream_T stream;
    memset(&sess, 0, sizeof sess);
    memset(&stream, 0, sizeof stream);
    QzSessionParamsDeflateExt_T params = params_of(format, 16384);
    CHECK(qzSetupSessionDeflateExt(&sess, &params) >= 0);
    unsigned given = 0, made = 0, last = 0;
    while (!last || stream.pending_in > 0 || stream.pending_out > 0) {
        unsigned piece = N - given < 7001 ? N - given : 7001;
        last = given + piece == N;
        stream.in = plain + given;
        stream.in_sz = piece;
        stream.out = packed + made;
        stream.out_sz = 3001;
        CHECK(qzCompressStream(&sess, &stream, last) == QZ_OK);
        given += stream.in_sz;
        made += stream.out_sz;
        last = last && given == N;
    }
    CHECK(stream.crc_32 == crc32(0, plain, N) && qzEndStream(&sess, &stream) == QZ_OK);
    CHECK(inflate_all(packed, made, format == QZ_DEFLATE_RAW ? -15 : 31, back, sizeof back) == N && memcmp(back, plain, N) == 0);
    memset(&stream, 0, sizeof stream);
    memset(back, 0, sizeof back);
    unsigned read = 0, written = 0;
    for (int calls = 0; written < N; calls++) {
        unsigned piece = made - read < 5003 ? made - read : 5003;
        stream.in = packed + read;
        stream.in_sz = piece;
        stream.out = back + written;
        stream.out_sz = N - written < 9001 ? N - written : 9001;
        CHECK(calls < 10000 && qzDecompressStream(&sess, &stream, read + piece == made) == QZ_OK);
        read += stream.in_sz;
        written += stream.out_sz;
    }
    CHECK(written == N && memcmp(back, plain, N) == 0 && stream.crc_32 == crc32(0, plain, N));
    CHECK(qzEndStream(&sess, &stream) == QZ_OK && qzTeardownSession(&sess) == QZ_OK);
}

static int called;

static int on_done(QzResult_T *result)
{
    CHECK(result->status == QZ_OK && result->cb_tag == &called && result->src_len == 20000);
    __atomic_add_fetch(&called, 1, __ATOMIC_RELAXED);
    return 0;
}

static void callbacks(void)
{
    enum { JOBS = 12 };
    static QzResult_T results[JOBS];
    QzSession_T sess;
    memset(&sess, 0, sizeof sess);
    for (unsigned i = 0; i < JOBS; i++) {
        results[i] = (QzResult_T){.cb_tag = &called, .src_len = 20000, .dest_len = 30000};
        CHECK(qzCompress2(&sess, plain + i * 20000, packed + i * 30000, on_done, &results[i]) == QZ_OK);
    }
    CHECK(qzTeardownSession(&sess) == QZ_OK && called == JOBS); /* ends what was handed in */
    for (unsigned i = 0; i < JOBS; i++) {
        CHECK(inflate_all(packed + i * 30000, results[i].dest_len, 31, back, sizeof back) == 20000);
        CHECK(memcmp(back, plain + i * 20000, 20000) == 0);
        QzResult_T whole = {.src_len = results[i].dest_len, .dest_len = sizeof back};
        CHECK(qzDecompress2(&sess, packed + i * 30000, back, NULL, &whole) == QZ_OK && whole.dest_len == 20000);
    }
    qzTeardownSession(&sess);
}

static void refusals(void)
{
    QzSession_T sess;
    QzSessionParamsDeflateExt_T params = params_of(QZ_DEFLATE_GZIP, 65536), bad;
    unsigned in = 100, out = 5;
    memset(&sess, 0, sizeof sess);
    CHECK(qzCompress(NULL, plain, &in, packed, &out, 1) == QZ_PARAMS && in == 0 && out == 0);
    CHECK(qzInit(NULL, 1) == QZ_PARAMS && qzTeardownSession(NULL) == QZ_PARAMS && qzGetStatus(&sess, NULL) == QZ_PARAMS);
    bad = params;
    bad.deflate_params.common_params.hw_buff_sz = 65535;
    CHECK(qzSetupSessionDeflateExt(&sess, &bad) == QZ_PARAMS);
    bad = params;
    bad.deflate_params.common_params.hw_buff_sz = 1 << 20;
    CHECK(qzSetupSessionDeflateExt(&sess, &bad) == QZ_PARAMS);
    bad = params;
    bad.deflate_params.common_params.comp_lvl = 13;
    CHECK(qzSetupSessionDeflateExt(&sess, &bad) == QZ_PARAMS);
    bad = params;
    bad.deflate_params.data_fmt = QZ_FMT_NUM;
    CHECK(qzSetupSessionDeflateExt(&sess, &bad) == QZ_PARAMS);
    bad = params;
    bad.deflate_params.common_params.input_sz_thrshold = 127;
    CHECK(qzSetupSessionDeflateExt(&sess, &bad) == QZ_PARAMS);
    CHECK(qzSetupSessionDeflateExt(&sess, &params) >= 0 && qzSetupSessionDeflateExt(&sess, &params) == QZ_DUPLICATE);
    QzSessionParamsLZ4S_T lz4s;
    memset(&lz4s, 0, sizeof lz4s);
    CHECK(qzSetupSessionLZ4S(&sess, &lz4s) == QZ_PARAMS);
    in = 50000;
    out = 2000;
    CHECK(qzCompress(&sess, plain, &in, packed, &out, 1) == QZ_BUF_ERROR && in == 0 && out == 0);
    in = 10;
    CHECK(qzDecompress(&sess, plain, &in, back, &out) == QZ_DATA_ERROR);
    QzStatus_T status;
    CHECK(qzGetStatus(&sess, &status) == QZ_OK && status.algo_sw[QZ_DEFLATE] == 1 && status.hw_session_status == sess.hw_session_stat);
    unsigned char *pinned = qzMalloc(4096, QZ_AUTO_SELECT_NUMA_NODE, PINNED_MEM), *common = malloc(64);
    CHECK(pinned == NULL || (qzMemFindAddr(pinned) == 1 && qzMemFindAddr(common) == 0));
    qzFree(pinned);
    qzFree(common);
    qzTeardownSession(&sess);
}

/* No software allowed: works on the device, or says that there is none. */
static void hardware_only(void)
{
    QzSession_T sess;
    memset(&sess, 0, sizeof sess);
    QzSessionParamsDeflateExt_T params = params_of(QZ_DEFLATE_GZIP_EXT, 65536);
    params.deflate_params.common_params.sw_backup = 0;
    int rc = qzSetupSessionDeflateExt(&sess, &params);
    printf("%d ", rc);
    if (rc == QZ_OK) {
        round_trip(&sess, QZ_DEFLATE_GZIP_EXT, N);
        qzTeardownSession(&sess);
    }
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "all";
    fill();
    if (strcmp(what, "hardware") == 0) {
        hardware_only();
    } else if (strcmp(what, "refusals") == 0) {
        refusals();
    } else {
        formats();
        zlib_format();
        streams(QZ_DEFLATE_GZIP_EXT);
        streams(QZ_DEFLATE_GZIP);
        streams(QZ_DEFLATE_RAW);
        callbacks();
    }
    printf("ok %d\n", software);
    return 0;
}

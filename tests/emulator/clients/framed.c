/* QATzip's LZ4 sessions: frames of device and software are each other's, in calls, streams and with callbacks. Prints ok and how
   many calls ran in software. */
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
#define N 400000u
#define ROOM 600000u

static unsigned char plain[N], packed[ROOM], back[N];
static int software;

static QzSession_T open_session(unsigned char backup, unsigned chunk)
{
    QzSessionParamsLZ4_T params;
    QzSession_T sess;
    memset(&sess, 0, sizeof sess);
    CHECK(qzGetDefaultsLZ4(&params) == QZ_OK && params.common_params.comp_algorithm == QZ_LZ4);
    params.common_params.sw_backup = backup;
    params.common_params.hw_buff_sz = chunk;
    int rc = qzInit(&sess, backup);
    CHECK(rc == QZ_OK || rc == QZ_DUPLICATE);
    CHECK(qzSetupSessionLZ4(&sess, &params) >= QZ_OK);
    return sess;
}

static void trip(QzSession_T *from, QzSession_T *to, unsigned length)
{
    unsigned in = length, out = qzMaxCompressedLength(length, from), used, made = N;
    uint64_t how = 0;
    CHECK(out <= ROOM && qzCompressExt(from, plain, &in, packed, &out, 1, &how) == QZ_OK && in == length);
    software += (how & QZ_SW_EXECUTION_MASK) != 0;
    CHECK(memcmp(packed, "\x04\x22\x4d\x18", 4) == 0);
    used = out;
    memset(back, 0, N);
    CHECK(qzDecompressExt(to, packed, &used, back, &made, &how) == QZ_OK && used == out && made == length);
    software += (how & QZ_SW_EXECUTION_MASK) != 0;
    CHECK(memcmp(plain, back, length) == 0);
    packed[out / 2] ^= 1; /* somewhere in the blocks, or in a size */
    used = out;
    made = N;
    CHECK(length < 3000 || qzDecompress(to, packed, &used, back, &made) != QZ_OK || memcmp(plain, back, length) != 0);
}

static void stream(QzSession_T *sess)
{
    QzStream_T s;
    memset(&s, 0, sizeof s);
    s.in = plain;
    s.in_sz = N;
    s.out = packed;
    s.out_sz = ROOM;
    CHECK(qzCompressStream(sess, &s, 1) == QZ_OK && s.in_sz == N && s.pending_in == 0 && s.pending_out == 0);
    unsigned length = s.out_sz, made = N;
    CHECK(qzEndStream(sess, &s) == QZ_OK);
    CHECK(qzDecompress(sess, packed, &length, back, &made) == QZ_OK && made == N && memcmp(plain, back, N) == 0);
}

static int on_done(QzResult_T *result)
{
    CHECK(result->status == QZ_OK);
    __atomic_store_n((int *)result->cb_tag, 1, __ATOMIC_RELEASE);
    return 0;
}

int main(void)
{
    static const unsigned sizes[] = {1, 12, 500, 4096, 65536, 65537, N};
    for (unsigned i = 0; i < N; i++) {
        plain[i] = (unsigned char)"frames of blocks of sequences "[i % 997 * (i % 13) % 30];
    }
    QzSession_T hard = open_session(1, 65536), large = open_session(1, 131072), soft = open_session(3, 65536);
    for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        trip(&hard, &hard, sizes[i]);
        trip(&soft, &large, sizes[i]);
        trip(&large, &soft, sizes[i]);
    }
    stream(&hard);
    int done = 0;
    QzResult_T result = {.cb_tag = &done, .src_len = N, .dest_len = ROOM};
    CHECK(qzCompress2(&hard, plain, packed, on_done, &result) == QZ_OK);
    CHECK(qzTeardownSession(&hard) == QZ_OK && done && result.dest_len < N);
    QzSessionParamsLZ4_T wrong;
    QzSession_T other = {0};
    CHECK(qzGetDefaultsLZ4(&wrong) == QZ_OK);
    wrong.common_params.comp_algorithm = QZ_DEFLATE;
    CHECK(qzSetupSessionLZ4(&other, &wrong) == QZ_PARAMS && qzSetDefaultsLZ4(&wrong) == QZ_PARAMS);
    printf("ok %d\n", software);
    return 0;
}

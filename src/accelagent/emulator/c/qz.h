/* The QATzip library on libqat and libusdm: what its files share. */
#ifndef EMU_QZ_H
#define EMU_QZ_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cpa.h"
#include "cpa_dc.h"
#include "icp_sal_poll.h"
#include "icp_sal_user.h"
#include "qae_mem.h"
#include "ops_lz4.h"
#include "qatzip.h"

#define QZ_SLOTS 32         /* requests in flight per instance, the library's NUM_BUFF */
#define QZ_INSTANCES 64     /* used at most */
#define QZ_WAIT_S 2.0       /* a request that takes longer is given up */

#define QZ_HEADER_EXT 24    /* gzip header with the QZ extra field */
#define QZ_HEADER_GZIP 10
#define QZ_FOOTER 8
#define QZ_LZ4_HEADER 15    /* frame header with the content's size */
#define QZ_LZ4_BLOCK_MOST 65536

enum qz_format { QZF_4B, QZF_GZIP, QZF_GZIP_EXT, QZF_RAW, QZF_ZLIB, QZF_LZ4, QZF_LZ4S };

/* Of LZ4s: what becomes of the blocks, which are sequences for another format's encoder. */
struct qz_sequences {
    unsigned least;                     /* bytes of a match */
    qzLZ4SCallbackFn callback;          /* makes that format of them; NULL: they are the result */
    void *external;
};

struct qz_params {
    enum qz_format format;
    QzHuffmanHdr_T trees;
    QzDirection_T direction;
    QzPollingMode_T polling;
    unsigned level, chunk, stream, threshold;
    unsigned char algorithm, backup;
    struct qz_sequences sequences;
    bool stop_at_end;
};

#define QZ_CRC32_POLYNOMIAL 0x04C11DB7

struct qz_crc {
    unsigned width, reflect_in, reflect_out;
    uint64_t polynomial, initial, xor_out;
};

/* A request handed in with a callback. */
struct qz_request {
    struct qz_request *next;
    const unsigned char *src;
    unsigned char *dest;
    qzAsyncCallbackFn callback;
    QzResult_T *result;
    bool compress;
};

struct qz_session {
    struct qz_params params;
    unsigned preferred;                 /* the instance it tries first */
    unsigned char end_of_stream;
    struct qz_crc crc32, crc64;
    pthread_mutex_t lock;               /* of the queue */
    pthread_cond_t changed;
    pthread_t worker;
    bool running, stopping;
    struct qz_request *first, *last;
};

struct qz_instance {
    CpaInstanceHandle handle;
    pthread_mutex_t lock;
    bool started, broken;
    unsigned chunk;                     /* what its buffers are made for */
    struct qz_slot *slots;
};

/* A piece of work for one request, and what came of it. */
struct qz_piece {
    const unsigned char *in;
    unsigned in_length, tag;
    bool final;
};

struct qz_answer {
    CpaDcReqStatus status;
    const unsigned char *out;
    unsigned consumed, produced, checksum;
};

/* Feeds a pipeline: `next` gives pieces in order until it says false, `take` gets the answers in the same order and says QZ_OK
   to go on. */
struct qz_work {
    bool compress;
    CpaDcChecksum checksum;
    const struct qz_params *params;
    bool (*next)(struct qz_work *work, struct qz_piece *piece);
    int (*take)(struct qz_work *work, const struct qz_piece *piece, const struct qz_answer *answer);
    void *state;
};

/* --- qz_device.c --- */

int qz_start(void);                     /* QZ_OK, or why there is no hardware: QZ_NO_HW, … */
unsigned qz_device_count(void);
struct qz_instance *qz_grab(unsigned preferred, unsigned chunk);
void qz_release(struct qz_instance *instance);
/* QZ_OK, what `take` said, QZ_TIMEOUT, or QZ_FAIL when the device refuses. */
int qz_run(struct qz_instance *instance, struct qz_work *work);
unsigned long qz_pinned_kb(void);

/* --- qz_frame.c --- */

unsigned qz_header_size(enum qz_format format);
unsigned qz_footer_size(enum qz_format format);
void qz_write_header(enum qz_format format, unsigned char *to, unsigned plain, unsigned packed);
void qz_write_footer(enum qz_format format, unsigned char *to, unsigned plain, unsigned checksum);
/* The member at `from`: header bytes, and compressed and plain sizes where it says them (else 0). 0: not enough bytes yet,
   -1: no member of the session's format, 1: found. */
struct qz_member {
    enum qz_format format;
    unsigned header, packed, plain;
};
int qz_find_member(enum qz_format format, const unsigned char *from, unsigned length, struct qz_member *member);
bool qz_footer_fits(enum qz_format format, const unsigned char *from, unsigned plain, unsigned checksum);
unsigned qz_bound(unsigned plain, unsigned chunk, enum qz_format format);

/* --- qz_checksum.c --- */

uint64_t qz_crc(const struct qz_crc *crc, uint64_t start, const unsigned char *data, size_t length); /* start 0: anew */
bool qz_crc_is_gzips(const struct qz_crc *crc); /* which device and frames compute */

/* --- qz_soft.c: software, with zlib, and LZ4 --- */

/* One piece; QZ_BUF_ERROR when it does not fit. Lengths are in and out. */
int qz_soft_compress(const struct qz_params *params, const unsigned char *in, unsigned in_length, unsigned char *out,
                     unsigned *out_length, bool final, unsigned *checksum);
/* One member's deflate data, or as much of it as can be decoded by itself; `ended`: its last block was seen. */
int qz_soft_inflate(const unsigned char *in, unsigned *in_length, unsigned char *out, unsigned *out_length, bool *ended);

/* One frame's blocks. */
int qz_soft_unlz4(const unsigned char *in, unsigned in_length, unsigned char *out, unsigned *out_length);

/* --- qz_compress.c, qz_decompress.c --- */

bool qz_is_lz4(enum qz_format format);  /* or LZ4s */
bool qz_chunk_fits(unsigned bytes);
int qz_open(QzSession_T *sess, const struct qz_params *params);
int qz_ready(QzSession_T *sess);        /* sets the session up with defaults where it is not */
int qz_compress(QzSession_T *sess, const unsigned char *src, unsigned *src_len, unsigned char *dest, unsigned *dest_len,
                bool last, unsigned long *crc, uint64_t *ext_rc);
int qz_decompress(QzSession_T *sess, const unsigned char *src, unsigned *src_len, unsigned char *dest,
                  unsigned *dest_len, unsigned long *crc, uint64_t *ext_rc);
void qz_async_stop(struct qz_session *session);

static inline struct qz_session *qz_of(const QzSession_T *sess)
{
    return sess->internal;
}

#endif

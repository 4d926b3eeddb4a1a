/* What lies behind a qpl_job, shared between the qpl_*.c files. */
#ifndef EMU_QPL_STATE_H
#define EMU_QPL_STATE_H

#include "iaa.h"
#include "iaa_codec.h"
#include "qpl/qpl.h"

#define QPL_KEPT 4096 /* bytes of the destination that are overwritten until completion */

struct qpl_state {
    uint64_t magic;
    struct iaa_encoder encoder;
    struct iaa_inflate inflate;
    uint32_t style;              /* of compression: dynamic, own table */
    uint32_t crc, gzip, adler;   /* of the uncompressed side of the stream so far */
    bool fallback, submitted;
    bool on_cpu;                 /* the job that runs */
    bool refused;                /* the device will answer that the transfer is too large */
    qpl_job job;                 /* as it was submitted */
    uint32_t taken, before;      /* its input, and the stream's output before it */
    struct iaa_request request;
    qpl_status early;            /* eager: what the work returned */
    uint8_t kept[QPL_KEPT];
    uint32_t kept_size;
};

struct qpl_huffman_table {
    uint64_t magic;
    qpl_huffman_table_type_e type;
    qpl_path_t path;
    bool literals, ready;        /* literals only: Huffman-only streams */
    struct iaa_codes codes;
    allocator_t allocator;
};

struct qpl_dictionary {
    sw_compression_level sw_level;
    hw_compression_level hw_level;
    uint32_t id;
    size_t size;
    uint8_t data[];
};

#define QPL_TABLE_MAGIC 0x71706c7461626c65ULL

struct qpl_state *qpl_state_of(const qpl_job *job); /* NULL: not initialised */
bool qpl_is_filter(qpl_operation op);
bool qpl_known_operation(qpl_operation op);

qpl_status qpl_check(const qpl_job *job, struct qpl_state *state, bool hardware); /* the arguments (qpl_check.c) */
qpl_status qpl_table_check(qpl_huffman_table_t table, bool literals);             /* usable for this kind of stream */

/* The work itself; `job` holds the results, which stand only when it returns OK or MORE_OUTPUT_NEEDED. */
qpl_status qpl_run(qpl_job *job, struct qpl_state *state);
qpl_status qpl_compress(qpl_job *job, struct qpl_state *state);
qpl_status qpl_decompress(qpl_job *job, struct qpl_state *state);
qpl_status qpl_filter(qpl_job *job, struct qpl_state *state);

/* Uncompressed bytes that a decompression or a filter will deal with, without doing it. */
uint64_t qpl_expected_bytes(const qpl_job *job, const struct qpl_state *state);

qpl_status qpl_open_stream(qpl_job *job, struct qpl_state *state); /* headers, dictionary, tables of a decompression */
uint32_t qpl_failed(enum iaa_error error);

#endif

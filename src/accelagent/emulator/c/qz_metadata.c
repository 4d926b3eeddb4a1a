/* QATzip: data in blocks that are described beside it, so that each can be found and decompressed by itself. */
#include "qz.h"

#define METADATA_MAGIC 0x716d657461626c6fULL
#define DATA_MOST (1u << 30)

struct block {
    uint32_t offset; /* from the block before it */
    uint32_t size, compressed, hash;
    uint32_t crc32[2];
    uint64_t crc64[2]; /* of plain and of stored data */
};

struct metadata {
    uint64_t magic;
    uint32_t count;
    struct block blocks[];
};

static struct metadata *metadata_of(QzMetadataBlob_T blob)
{
    struct metadata *metadata = blob;
    return metadata != NULL && metadata->magic == METADATA_MAGIC ? metadata : NULL;
}

QATZIP_API int qzAllocateMetadata(QzMetadataBlob_T *metadata, size_t data_size, uint32_t hw_buff_sz)
{
    if (metadata == NULL || data_size == 0 || data_size > DATA_MOST || !qz_chunk_fits(hw_buff_sz)) {
        return QZ_PARAMS;
    }
    uint32_t count = (uint32_t)((data_size + hw_buff_sz - 1) / hw_buff_sz);
    struct metadata *made = calloc(1, sizeof *made + count * sizeof *made->blocks);
    if (made == NULL) {
        return QZ_FAIL;
    }
    made->magic = METADATA_MAGIC;
    made->count = count;
    *metadata = made;
    return QZ_OK;
}

QATZIP_API int qzFreeMetadata(QzMetadataBlob_T metadata)
{
    struct metadata *known = metadata_of(metadata);
    if (known == NULL) {
        return QZ_PARAMS;
    }
    known->magic = 0;
    free(known);
    return QZ_OK;
}

/* --- blocks one by one --- */

static int block_at(QzMetadataBlob_T blob, uint32_t number, struct block **found)
{
    struct metadata *metadata = metadata_of(blob);
    if (metadata == NULL) {
        return QZ_PARAMS;
    }
    if (number >= metadata->count) {
        return QZ_OUT_OF_RANGE;
    }
    *found = &metadata->blocks[number];
    return QZ_OK;
}

static void read_field(uint32_t *to, uint32_t value)
{
    if (to != NULL) {
        *to = value;
    }
}

static void write_field(uint32_t *field, const uint32_t *from)
{
    if (from != NULL) {
        *field = *from;
    }
}

QATZIP_API int qzMetadataBlockRead(uint32_t block_num, QzMetadataBlob_T metadata, uint32_t *block_offset,
                                   uint32_t *block_size, uint32_t *block_flags, uint32_t *block_hash)
{
    struct block *block;
    int rc = block_at(metadata, block_num, &block);
    if (rc == QZ_OK) {
        read_field(block_offset, block->offset);
        read_field(block_size, block->size);
        read_field(block_flags, block->compressed);
        read_field(block_hash, block->hash);
    }
    return rc;
}

QATZIP_API int qzMetadataBlockWrite(uint32_t block_num, QzMetadataBlob_T metadata, uint32_t *block_offset,
                                    uint32_t *block_size, uint32_t *block_flags, uint32_t *block_hash)
{
    struct block *block;
    int rc = block_at(metadata, block_num, &block);
    if (rc == QZ_OK) {
        write_field(&block->offset, block_offset);
        write_field(&block->size, block_size);
        write_field(&block->compressed, block_flags);
        write_field(&block->hash, block_hash);
    }
    return rc;
}

QATZIP_API int qzMetadataBlockGetCrc64(uint32_t block_num, QzMetadataBlob_T metadata, uint64_t *input_crc,
                                       uint64_t *output_crc)
{
    struct block *block;
    int rc = input_crc == NULL || output_crc == NULL ? QZ_PARAMS : block_at(metadata, block_num, &block);
    if (rc == QZ_OK) {
        *input_crc = block->crc64[0];
        *output_crc = block->crc64[1];
    }
    return rc;
}

QATZIP_API int qzMetadataBlockGetCrc32(uint32_t block_num, QzMetadataBlob_T metadata, uint32_t *input_crc,
                                       uint32_t *output_crc)
{
    struct block *block;
    int rc = input_crc == NULL || output_crc == NULL ? QZ_PARAMS : block_at(metadata, block_num, &block);
    if (rc == QZ_OK) {
        *input_crc = block->crc32[0];
        *output_crc = block->crc32[1];
    }
    return rc;
}

/* --- whole buffers --- */

struct pass {
    QzSession_T *sess;
    struct metadata *metadata;
    const unsigned char *src;
    unsigned char *dest;
    unsigned length, room, consumed, produced, chunk;
    uint64_t ext_rc;
};

static void describe(const struct pass *p, struct block *block, unsigned plain, unsigned stored)
{
    const struct qz_session *session = qz_of(p->sess);
    const unsigned char *parts[] = {p->src + p->consumed, p->dest + p->produced};
    const unsigned lengths[] = {plain, stored};
    for (int i = 0; i < 2; i++) {
        block->crc32[i] = (uint32_t)qz_crc(&session->crc32, 0, parts[i], lengths[i]);
        block->crc64[i] = qz_crc(&session->crc64, 0, parts[i], lengths[i]);
    }
    block->hash = emu_xxh32(parts[0], plain);
    block->size = stored;
}

/* A block that does not get below `most` bytes is stored as it is. */
static int store_block(struct pass *p, struct block *block, unsigned most)
{
    unsigned plain = MIN(p->length - p->consumed, p->chunk), in = plain, out = p->room - p->produced;
    uint64_t ext_rc = 0;
    int rc = qz_compress(p->sess, p->src + p->consumed, &in, p->dest + p->produced, &out, true, NULL, &ext_rc);
    if (rc != QZ_OK && rc != QZ_BUF_ERROR) {
        return rc;
    }
    p->ext_rc |= ext_rc;
    block->compressed = rc == QZ_OK && out <= most;
    if (!block->compressed) {
        if (plain > p->room - p->produced) {
            return QZ_BUF_ERROR;
        }
        memcpy(p->dest + p->produced, p->src + p->consumed, plain);
        out = plain;
    }
    describe(p, block, plain, out);
    p->consumed += plain;
    p->produced += out;
    return QZ_OK;
}

static int store_blocks(struct pass *p, unsigned most)
{
    uint32_t before = 0;
    for (uint32_t i = 0; p->consumed < p->length; i++) {
        if (i >= p->metadata->count) {
            return QZ_METADATA_OVERFLOW;
        }
        int rc = store_block(p, &p->metadata->blocks[i], most);
        if (rc != QZ_OK) {
            return rc;
        }
        p->metadata->blocks[i].offset = before;
        before = p->metadata->blocks[i].size;
    }
    return QZ_OK;
}

static int load_block(struct pass *p, const struct block *block)
{
    unsigned in = block->size, out = p->room - p->produced;
    uint64_t ext_rc = 0;
    if (in > p->length - p->consumed) {
        return QZ_DATA_ERROR;
    }
    int rc = QZ_OK;
    if (block->compressed != 0) {
        rc = qz_decompress(p->sess, p->src + p->consumed, &in, p->dest + p->produced, &out, NULL, &ext_rc);
    } else if (in > out) {
        rc = QZ_BUF_ERROR;
    } else {
        memcpy(p->dest + p->produced, p->src + p->consumed, in);
        out = in;
    }
    p->ext_rc |= ext_rc;
    if (rc == QZ_OK && (in != block->size || emu_xxh32(p->dest + p->produced, out) != block->hash)) {
        rc = QZ_INTEG;
    }
    p->consumed += rc == QZ_OK ? in : 0;
    p->produced += rc == QZ_OK ? out : 0;
    return rc;
}

static int load_blocks(struct pass *p)
{
    for (uint32_t i = 0; p->consumed < p->length; i++) {
        if (i >= p->metadata->count) {
            return QZ_METADATA_OVERFLOW;
        }
        int rc = p->metadata->blocks[i].size == 0 ? QZ_DATA_ERROR : load_block(p, &p->metadata->blocks[i]);
        if (rc != QZ_OK) {
            return rc;
        }
    }
    return QZ_OK;
}

static int begin(struct pass *p, unsigned *src_len, unsigned *dest_len, uint32_t chunk)
{
    if (p->sess == NULL || p->metadata == NULL || p->src == NULL || p->dest == NULL || src_len == NULL || dest_len == NULL ||
        (chunk != 0 && !qz_chunk_fits(chunk))) {
        return QZ_PARAMS;
    }
    int rc = qz_ready(p->sess);
    if (rc == QZ_OK && qz_of(p->sess)->params.format == QZF_LZ4S) {
        rc = QZ_NOT_SUPPORTED;
    }
    if (rc == QZ_OK) {
        p->chunk = chunk != 0 ? chunk : qz_of(p->sess)->params.chunk;
        p->length = *src_len;
        p->room = *dest_len;
    }
    return rc;
}

static int end(const struct pass *p, unsigned *src_len, unsigned *dest_len, uint64_t *ext_rc, int rc)
{
    *src_len = p->consumed;
    *dest_len = p->produced;
    if (ext_rc != NULL) {
        *ext_rc = p->ext_rc;
    }
    return rc;
}

QATZIP_API int qzCompressWithMetadataExt(QzSession_T *sess, const unsigned char *src, unsigned int *src_len,
                                         unsigned char *dest, unsigned int *dest_len, unsigned int last, uint64_t *ext_rc,
                                         QzMetadataBlob_T metadata, uint32_t hw_buff_sz_override, uint32_t comp_thrshold)
{
    struct pass p = {.sess = sess, .metadata = metadata_of(metadata), .src = src, .dest = dest};
    int rc = last > 1 ? QZ_PARAMS : begin(&p, src_len, dest_len, hw_buff_sz_override);
    if (rc != QZ_OK) {
        return rc;
    }
    /* A block is one request: larger ones than the session's would be split and framed in parts. */
    struct qz_params *params = &qz_of(sess)->params;
    unsigned before = params->chunk;
    params->chunk = p.chunk;
    rc = store_blocks(&p, comp_thrshold);
    params->chunk = before;
    return end(&p, src_len, dest_len, ext_rc, rc);
}

QATZIP_API int qzDecompressWithMetadataExt(QzSession_T *sess, const unsigned char *src, unsigned int *src_len,
                                           unsigned char *dest, unsigned int *dest_len, uint64_t *ext_rc,
                                           QzMetadataBlob_T metadata, uint32_t hw_buff_sz_override)
{
    struct pass p = {.sess = sess, .metadata = metadata_of(metadata), .src = src, .dest = dest};
    int rc = begin(&p, src_len, dest_len, hw_buff_sz_override);
    return rc != QZ_OK ? rc : end(&p, src_len, dest_len, ext_rc, load_blocks(&p));
}

/* Huffman tables that programs make, keep, and hand to jobs. */
#include <string.h>

#include "qpl_state.h"

#define DUMP_MAGIC 0x544c5051u /* "QPLT" */

struct dump {
    uint32_t magic, type, path, literals;
    struct iaa_codes codes;
};

static qpl_status create(qpl_huffman_table_type_e type, qpl_path_t path, allocator_t allocator, qpl_huffman_table_t *table_ptr,
                         bool literals)
{
    if (table_ptr == NULL) {
        return QPL_STS_NULL_PTR_ERR;
    }
    if ((unsigned)path > qpl_path_software) {
        return QPL_STS_PATH_ERR;
    }
    if ((unsigned)type > decompression_table_type) {
        return QPL_STS_HUFFMAN_TABLE_TYPE_ERROR;
    }
    if (allocator.allocator == NULL || allocator.deallocator == NULL) {
        allocator = (allocator_t)DEFAULT_ALLOCATOR_C;
    }
    struct qpl_huffman_table *table = allocator.allocator(sizeof *table);
    *table_ptr = table;
    if (table == NULL) {
        return QPL_STS_OBJECT_ALLOCATION_ERR;
    }
    memset(table, 0, sizeof *table);
    table->magic = QPL_TABLE_MAGIC;
    table->type = type;
    table->path = path;
    table->literals = literals;
    table->allocator = allocator;
    return QPL_STS_OK;
}

EMU_API qpl_status qpl_deflate_huffman_table_create(const qpl_huffman_table_type_e type, const qpl_path_t path,
                                                    const allocator_t allocator, qpl_huffman_table_t *table_ptr)
{
    return create(type, path, allocator, table_ptr, false);
}

EMU_API qpl_status qpl_huffman_only_table_create(const qpl_huffman_table_type_e type, const qpl_path_t path,
                                                 const allocator_t allocator, qpl_huffman_table_t *table_ptr)
{
    return create(type, path, allocator, table_ptr, true);
}

static bool genuine(const struct qpl_huffman_table *table)
{
    return table != NULL && table->magic == QPL_TABLE_MAGIC;
}

EMU_API qpl_status qpl_huffman_table_destroy(qpl_huffman_table_t table)
{
    if (!genuine(table)) {
        return QPL_STS_NULL_PTR_ERR;
    }
    void (*deallocator)(void *) = table->allocator.deallocator;
    table->magic = 0;
    deallocator(table);
    return QPL_STS_OK;
}

qpl_status qpl_table_check(qpl_huffman_table_t table, bool literals)
{
    bool good = genuine(table) && table->ready && table->literals == literals && iaa_lengths_fill(table->codes.ll, IAA_LL) &&
                iaa_lengths_fill(table->codes.d, IAA_D);
    return good ? QPL_STS_OK : QPL_STS_INVALID_HUFFMAN_TABLE_ERR;
}

/* --- filling --- */

/* What was not counted gets a code as well, a long one: a table has to do for data that it was not made from. */
static void weigh(uint32_t *weights, const uint32_t *counts, unsigned count)
{
    uint32_t most = 1;
    unsigned shift = 0;
    for (unsigned i = 0; i < count; i++) {
        most = counts[i] > most ? counts[i] : most;
    }
    while (shift < 8 && most >> (31 - shift) == 0) {
        shift++;
    }
    for (unsigned i = 0; i < count; i++) {
        weights[i] = counts[i] > 0 ? counts[i] << shift : 1;
    }
}

EMU_API qpl_status qpl_huffman_table_init_with_histogram(qpl_huffman_table_t table, const qpl_histogram *const histogram_ptr)
{
    if (!genuine(table) || histogram_ptr == NULL) {
        return QPL_STS_NULL_PTR_ERR;
    }
    const qpl_histogram *h = histogram_ptr;
    if ((h->reserved_literal_lengths[0] | h->reserved_literal_lengths[1] | h->reserved_distances[0] | h->reserved_distances[1]) != 0) {
        return QPL_STS_INVALID_PARAM_ERR;
    }
    uint32_t ll[IAA_LL], d[IAA_D];
    weigh(ll, h->literal_lengths, table->literals ? 256 : IAA_LL);
    weigh(d, h->distances, IAA_D);
    if (table->literals) {
        iaa_literals_fit(&table->codes, ll);
    } else {
        iaa_codes_fit(&table->codes, ll, d);
    }
    table->ready = true;
    return QPL_STS_OK;
}

EMU_API qpl_status qpl_huffman_table_init_with_triplets(qpl_huffman_table_t table, const qpl_huffman_triplet *const triplet_ptr,
                                                        const uint32_t triplet_count)
{
    if (!genuine(table) || triplet_ptr == NULL) {
        return QPL_STS_NULL_PTR_ERR;
    }
    if (!table->literals) {
        return QPL_STS_INVALID_HUFFMAN_TABLE_ERR;
    }
    if (triplet_count != 256) {
        return QPL_STS_SIZE_ERR;
    }
    memset(&table->codes, 0, sizeof table->codes);
    for (uint32_t i = 0; i < triplet_count; i++) {
        struct iaa_code *code = &table->codes.ll[triplet_ptr[i].value];
        code->length = triplet_ptr[i].code_length;
    }
    if (!iaa_lengths_fill(table->codes.ll, 256)) {
        return QPL_STS_INVALID_HUFFMAN_TABLE_ERR;
    }
    iaa_codes_number(table->codes.ll, 256);
    table->ready = true;
    return QPL_STS_OK;
}

EMU_API qpl_status qpl_huffman_table_init_with_other(qpl_huffman_table_t table, const qpl_huffman_table_t other)
{
    if (!genuine(table) || !genuine(other)) {
        return QPL_STS_NULL_PTR_ERR;
    }
    if (table->literals != other->literals) {
        return QPL_STS_INVALID_HUFFMAN_TABLE_ERR;
    }
    table->codes = other->codes;
    table->ready = other->ready;
    return QPL_STS_OK;
}

EMU_API qpl_status qpl_huffman_table_get_type(const qpl_huffman_table_t table, qpl_huffman_table_type_e *const type_ptr)
{
    if (!genuine(table) || type_ptr == NULL) {
        return QPL_STS_NULL_PTR_ERR;
    }
    *type_ptr = table->type;
    return QPL_STS_OK;
}

/* --- to bytes and back --- */

static qpl_status check_dump(const qpl_huffman_table_t table, serialization_options_t options)
{
    if (!genuine(table)) {
        return QPL_STS_NULL_PTR_ERR;
    }
    if ((unsigned)options.format > serialization_raw) {
        return QPL_STS_SERIALIZATION_FORMAT_ERROR;
    }
    return options.format != serialization_raw || table->literals ? QPL_STS_NOT_SUPPORTED_MODE_ERR : QPL_STS_OK;
}

EMU_API qpl_status qpl_huffman_table_get_serialized_size(const qpl_huffman_table_t table, const serialization_options_t options,
                                                         size_t *const size_ptr)
{
    if (size_ptr == NULL) {
        return QPL_STS_NULL_PTR_ERR;
    }
    qpl_status status = check_dump(table, options);
    if (status == QPL_STS_OK) {
        *size_ptr = sizeof(struct dump);
    }
    return status;
}

EMU_API qpl_status qpl_huffman_table_serialize(const qpl_huffman_table_t table, uint8_t *const dump_buffer_ptr,
                                               const size_t dump_buffer_size, const serialization_options_t options)
{
    if (genuine(table) && dump_buffer_ptr != NULL && (unsigned)options.format <= serialization_raw && dump_buffer_size == 0) {
        return QPL_STS_SIZE_ERR;
    }
    qpl_status status = dump_buffer_ptr == NULL ? QPL_STS_NULL_PTR_ERR : check_dump(table, options);
    if (status != QPL_STS_OK || dump_buffer_size < sizeof(struct dump)) {
        return status != QPL_STS_OK ? status : QPL_STS_SIZE_ERR;
    }
    struct dump dump = {DUMP_MAGIC, table->type, table->path, table->ready ? 2 : 0, table->codes};
    memcpy(dump_buffer_ptr, &dump, sizeof dump);
    return QPL_STS_OK;
}

EMU_API qpl_status qpl_huffman_table_deserialize(const uint8_t *const dump_buffer_ptr, const size_t dump_buffer_size,
                                                 allocator_t allocator, qpl_huffman_table_t *table_ptr)
{
    struct dump dump;
    if (dump_buffer_ptr == NULL || table_ptr == NULL) {
        return QPL_STS_NULL_PTR_ERR;
    }
    if (dump_buffer_size < sizeof dump) {
        return QPL_STS_SIZE_ERR;
    }
    memcpy(&dump, dump_buffer_ptr, sizeof dump);
    bool good = dump.magic == DUMP_MAGIC && dump.type <= decompression_table_type && dump.path <= qpl_path_software &&
                dump.literals <= 2 && iaa_lengths_fill(dump.codes.ll, IAA_LL) && iaa_lengths_fill(dump.codes.d, IAA_D);
    if (!good) {
        return QPL_STS_SERIALIZATION_CORRUPTED_DUMP;
    }
    qpl_status status = create((qpl_huffman_table_type_e)dump.type, (qpl_path_t)dump.path, allocator, table_ptr, false);
    if (status == QPL_STS_OK) {
        (*table_ptr)->codes = dump.codes;
        (*table_ptr)->ready = dump.literals == 2;
        iaa_codes_number((*table_ptr)->codes.ll, IAA_LL);
        iaa_codes_number((*table_ptr)->codes.d, IAA_D);
    }
    return status;
}

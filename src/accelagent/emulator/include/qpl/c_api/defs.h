/* Flags, paths, operations, formats. */
#ifndef QPL_DEFS_H__
#define QPL_DEFS_H__

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef QPL_API
#define QPL_API(type, name, arg) type name arg;
#endif

#ifndef UNREFERENCED_PARAMETER
#define UNREFERENCED_PARAMETER(p) p __attribute__((unused))
#endif
#define MAYBE_UNUSED(x) ((void)(x))

#define OWN_LAST_INFLATE_MANIPULATOR 8U
#define OWN_RESERVED_INFLATE_MANIPULATOR 7U
#define DICT_NONE (-1)

/* jobs of one task */
#define QPL_FLAG_FIRST 0x0001U
#define QPL_FLAG_LAST 0x0002U
#define QPL_FLAG_CRC32C 0x0004U
#define QPL_FLAG_GZIP_MODE 0x0008U
#define QPL_FLAG_HUFFMAN_BE 0x0010U
#define QPL_FLAG_NO_HDRS 0x0020U
/* decompression and filters */
#define QPL_FLAG_DECOMPRESS_ENABLE 0x0040U
#define QPL_FLAG_SRC2_BE 0x0080U
#define QPL_FLAG_OUT_BE 0x0100U
#define QPL_FLAG_RND_ACCESS 0x0200U
#define QPL_FLAG_DECOMP_FLUSH_ALWAYS 0x0800U
/* compression */
#define QPL_FLAG_START_NEW_BLOCK 0x1000U
#define QPL_FLAG_DYNAMIC_HUFFMAN 0x2000U
#define QPL_FLAG_OMIT_VERIFY 0x4000U
#define QPL_FLAG_GEN_LITERALS 0x8000U
#define QPL_FLAG_CANNED_MODE 0x00400000U
/* crc64 */
#define QPL_FLAG_CRC64_BE 0x00010000U
#define QPL_FLAG_CRC64_INV 0x00020000U
/* filters, and the zlib wrapping */
#define QPL_FLAG_INV_OUT 0x00040000U
#define QPL_FLAG_ZLIB_MODE 0x00080000U
#define QPL_FLAG_OMIT_CHECKSUMS 0x00100000U
#define QPL_FLAG_OMIT_AGGREGATES 0x00200000U
#define QPL_FLAG_FORCE_ARRAY_OUTPUT 0x00800000U

/* qpl_job.numa_id */
#define QPL_DEVICE_NUMA_ID_SOCKET (-1)
#define QPL_DEVICE_NUMA_ID_CURRENT (-2)
#define QPL_DEVICE_NUMA_ID_ANY (-3)

typedef enum {
    qpl_path_auto = 0x00000000U,
    qpl_path_hardware = 0x00000001U,
    qpl_path_software = 0x00000002U
} qpl_path_t;

typedef enum { qpl_ow_nom = 0U, qpl_ow_8 = 1U, qpl_ow_16 = 2U, qpl_ow_32 = 3U } qpl_out_format;

typedef enum { qpl_p_le_packed_array = 0U, qpl_p_be_packed_array = 1U, qpl_p_parquet_rle = 2U } qpl_parser;

typedef enum {
    qpl_op_decompress = 0x00U,
    qpl_op_compress = 0x01U,
    qpl_op_crc64 = 0x05U,
    qpl_op_extract = 0x11U,
    qpl_op_select = 0x12U,
    qpl_op_expand = 0x15U,
    qpl_op_scan_eq = 0x20U,
    qpl_op_scan_ne = 0x21U,
    qpl_op_scan_lt = 0x22U,
    qpl_op_scan_le = 0x23U,
    qpl_op_scan_gt = 0x24U,
    qpl_op_scan_ge = 0x25U,
    qpl_op_scan_range = 0x26U,
    qpl_op_scan_not_range = 0x27U
} qpl_operation;

typedef enum {
    qpl_mblk_size_none = 0U,
    qpl_mblk_size_512 = 1U,
    qpl_mblk_size_1k = 2U,
    qpl_mblk_size_2k = 3U,
    qpl_mblk_size_4k = 4U,
    qpl_mblk_size_8k = 5U,
    qpl_mblk_size_16k = 6U,
    qpl_mblk_size_32k = 7U
} qpl_mini_block_size;

typedef enum {
    SW_NONE = DICT_NONE,
    LEVEL_0 = 0,
    LEVEL_1 = 1,
    LEVEL_2 = 2,
    LEVEL_3 = 3,
    LEVEL_4 = 4,
    LEVEL_9 = 9
} sw_compression_level;

typedef enum {
    HW_NONE = DICT_NONE,
    SMALL = 0,
    LARGE = 1,
    HW_LEVEL_1 = 2,
    HW_LEVEL_2 = 3,
    HW_LEVEL_3 = 4
} hw_compression_level;

/* Where decompression stops, and what the end of the stream has to look like. */
typedef enum {
    qpl_stop_and_check_for_bfinal_eob = 0U,
    qpl_dont_stop_or_check,
    qpl_stop_and_check_for_any_eob,
    qpl_stop_on_any_eob,
    qpl_stop_on_bfinal_eob,
    qpl_check_for_any_eob,
    qpl_check_for_bfinal_eob = OWN_RESERVED_INFLATE_MANIPULATOR - 1U,
    qpl_check_on_nonlast_block = OWN_LAST_INFLATE_MANIPULATOR
} qpl_decomp_end_proc;

typedef enum {
    qpl_level_1 = 1,
    qpl_level_2 = 2,
    qpl_level_3 = 3,
    qpl_level_4 = 4,
    qpl_level_5 = 5,
    qpl_level_6 = 6,
    qpl_level_7 = 7,
    qpl_level_8 = 8,
    qpl_level_9 = 9,
    qpl_default_level = qpl_level_1,
    qpl_high_level = qpl_level_3
} qpl_compression_levels;

#ifdef __cplusplus
}
#endif

#endif

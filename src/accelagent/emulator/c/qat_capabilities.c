/* QAT shim: what an instance can do, one question at a time. */
#include "cpa_dc_capabilities.h"
#include "qat_dc.h"

enum { COMPRESS = 1, DECOMPRESS = 2, BOTH = 3 };

/* Of deflate, by direction; what is not listed is false or 0. */
static const struct {
    CpaDcCapabilityId id;
    unsigned directions;
} deflate[] = {
    {CPA_DC_CAP_BOOL_STATELESS, BOTH},
    {CPA_DC_CAP_BOOL_WINDOW_SIZE_4K, DECOMPRESS},
    {CPA_DC_CAP_BOOL_WINDOW_SIZE_8K, DECOMPRESS},
    {CPA_DC_CAP_BOOL_WINDOW_SIZE_16K, DECOMPRESS},
    {CPA_DC_CAP_BOOL_WINDOW_SIZE_32K, BOTH},
    {CPA_DC_CAP_BOOL_ASB, COMPRESS},
    {CPA_DC_CAP_BOOL_COMPRESS_N_VERIFY, COMPRESS},
    {CPA_DC_CAP_BOOL_COMPRESS_N_VERIFY_N_RECOVER, COMPRESS},
    {CPA_DC_CAP_BOOL_ZERO_LENGTH_REQ, COMPRESS},
    {CPA_DC_CAP_BOOL_PROGRAMMABLE_CRC64, BOTH},
    {CPA_DC_CAP_BOOL_STATEFUL_LITE, BOTH}, /* a checksum that goes on from request to request */
};

/* Of LZ4; LZ4s has the first two, for compression. */
static const struct {
    CpaDcCapabilityId id;
    unsigned directions;
} lz4[] = {
    {CPA_DC_CAP_BOOL_STATELESS, BOTH},
    {CPA_DC_CAP_BOOL_CHECKSUM_XXHASH32, BOTH},
    {CPA_DC_CAP_BOOL_WINDOW_SIZE_32K, BOTH},
    {CPA_DC_CAP_BOOL_BLOCK_CHECKSUM, BOTH},
    {CPA_DC_CAP_BOOL_ACCUMULATE_XXHASH, BOTH},
    {CPA_DC_CAP_BOOL_BLOCK_SIZE_64K, BOTH},
    {CPA_DC_CAP_BOOL_BLOCK_SIZE_256K, BOTH},
    {CPA_DC_CAP_BOOL_BLOCK_SIZE_1M, BOTH},
    {CPA_DC_CAP_BOOL_BLOCK_SIZE_4M, BOTH},
    {CPA_DC_CAP_BOOL_COMPRESS_N_VERIFY, COMPRESS},
};

/* Of the device, whatever the algorithm. */
static const struct {
    CpaDcCapabilityId id;
    unsigned directions;
} device[] = {
    {CPA_DC_CAP_BOOL_DYNAMIC_HUFFMAN, COMPRESS},
    {CPA_DC_CAP_BOOL_STATIC_HUFFMAN, COMPRESS},
    {CPA_DC_CAP_BOOL_CHECKSUM_CRC32, BOTH},
    {CPA_DC_CAP_BOOL_CHECKSUM_ADLER32, BOTH},
    {CPA_DC_CAP_BOOL_OVERFLOW_RESUBMIT, BOTH},
    {CPA_DC_CAP_BOOL_INTEGRITY_CRC64, BOTH},
};

static bool has(CpaDcCapabilityReq wanted)
{
    unsigned direction = wanted.dir == CPA_DC_DIR_COMPRESS ? COMPRESS : DECOMPRESS;
    for (size_t i = 0; i < sizeof device / sizeof *device; i++) {
        if (device[i].id == wanted.capId) {
            return (device[i].directions & direction) != 0;
        }
    }
    size_t ours = wanted.algo == CPA_DC_LZ4 ? sizeof lz4 / sizeof *lz4 : wanted.algo == CPA_DC_LZ4S ? 2 : 0;
    for (size_t i = 0; i < ours; i++) {
        if (lz4[i].id == wanted.capId) {
            return (lz4[i].directions & direction) != 0 && (wanted.algo == CPA_DC_LZ4 || direction == COMPRESS);
        }
    }
    for (size_t i = 0; wanted.algo == CPA_DC_DEFLATE && i < sizeof deflate / sizeof *deflate; i++) {
        if (deflate[i].id == wanted.capId) {
            return (deflate[i].directions & direction) != 0;
        }
    }
    return false;
}

EMU_API CpaStatus cpaDcQueryCapabilityByType(CpaInstanceHandle dcInstance, CpaDcCapabilityReq capabilityReq,
                                             CpaDcCapabilityResp *pCapabilityResp)
{
    if (qat_instance(dcInstance) == NULL || pCapabilityResp == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    pCapabilityResp->u64Status = 0;
    if (capabilityReq.algo < CPA_DC_DEFLATE || capabilityReq.algo > CPA_DC_ZSTD) {
        return CPA_STATUS_UNSUPPORTED;
    }
    if (capabilityReq.dir == CPA_DC_DIR_COMBINED) {
        return CPA_STATUS_INVALID_PARAM;
    }
    if ((unsigned)capabilityReq.dir > CPA_DC_DIR_COMBINED || (unsigned)capabilityReq.capId > CPA_DC_CAP_BOOL_DICT_ID) {
        return CPA_STATUS_UNSUPPORTED;
    }
    if (capabilityReq.capId == CPA_DC_CAP_U32_DEFAULT_WINDOW_SIZE) {
        pCapabilityResp->u32Status = capabilityReq.algo == CPA_DC_DEFLATE ? CPA_DC_WINSIZE_32K : 0;
    } else if (capabilityReq.capId != CPA_DC_CAP_U32_BLOCK_SIZE_BITMASK) {
        pCapabilityResp->boolStatus = has(capabilityReq) ? CPA_TRUE : CPA_FALSE;
    }
    return CPA_STATUS_SUCCESS;
}

/* QAT shim: gzip and zlib framing, which the host writes around what the device makes. */
#include "qat_dc.h"

#define GZIP_HEADER 10
#define GZIP_FOOTER 8
#define ZLIB_HEADER 2
#define ZLIB_FOOTER 4
#define LZ4_HEADER 7
#define LZ4_FOOTER 8

static CpaStatus gzip_header(CpaFlatBuffer *to, CpaDcCompLvl level, Cpa32U *count)
{
    if (to->dataLenInBytes < GZIP_HEADER) {
        return CPA_STATUS_INVALID_PARAM;
    }
    const Cpa8U bytes[GZIP_HEADER] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, level == CPA_DC_L1 ? 4 : 2, 3};
    for (int i = 0; i < GZIP_HEADER; i++) {
        to->pData[i] = bytes[i];
    }
    *count = GZIP_HEADER;
    return CPA_STATUS_SUCCESS;
}

static CpaStatus zlib_header(CpaFlatBuffer *to, CpaDcCompLvl level, Cpa32U *count)
{
    if (to->dataLenInBytes < ZLIB_HEADER) {
        return CPA_STATUS_INVALID_PARAM;
    }
    unsigned hint = level >= CPA_DC_L4 ? 3 : (unsigned)level - 1;
    unsigned word = 0x7800 | hint << 6; /* deflate, 32 KB window */
    word += 31 - word % 31;
    to->pData[0] = (Cpa8U)(word >> 8);
    to->pData[1] = (Cpa8U)word;
    *count = ZLIB_HEADER;
    return CPA_STATUS_SUCCESS;
}

/* A frame without content size, with the hash of the content behind it. */
static CpaStatus lz4_header(CpaFlatBuffer *to, const CpaDcSessionSetupData *setup, Cpa32U *count)
{
    Cpa8U bytes[LZ4_HEADER] = {0x04, 0x22, 0x4d, 0x18};
    if (to->dataLenInBytes < LZ4_HEADER) {
        return CPA_STATUS_INVALID_PARAM;
    }
    bytes[4] = (Cpa8U)(0x44 | (setup->lz4BlockIndependence ? 0x20 : 0));
    bytes[5] = (Cpa8U)((4 + setup->lz4BlockMaxSize - CPA_DC_LZ4_MAX_BLOCK_SIZE_64K) << 4);
    bytes[6] = (Cpa8U)(emu_xxh32(bytes + 4, 2) >> 8);
    for (int i = 0; i < LZ4_HEADER; i++) {
        to->pData[i] = bytes[i];
    }
    *count = LZ4_HEADER;
    return CPA_STATUS_SUCCESS;
}

static CpaStatus header(CpaFlatBuffer *to, const CpaDcSessionSetupData *setup, Cpa32U *count)
{
    if (setup->compType == CPA_DC_DEFLATE && setup->checksum == CPA_DC_CRC32) {
        return gzip_header(to, setup->compLevel, count);
    }
    if (setup->compType == CPA_DC_DEFLATE && setup->checksum == CPA_DC_ADLER32) {
        return zlib_header(to, setup->compLevel, count);
    }
    if (setup->compType == CPA_DC_LZ4) {
        return lz4_header(to, setup, count);
    }
    *count = 0; /* raw data has no header */
    return CPA_STATUS_SUCCESS;
}

static void put(Cpa8U *to, Cpa32U value, bool little)
{
    for (int i = 0; i < 4; i++) {
        to[i] = (Cpa8U)(value >> 8 * (little ? i : 3 - i));
    }
}

static CpaStatus footer(CpaFlatBuffer *to, const CpaDcSessionSetupData *setup, Cpa64U length, CpaDcRqResults *results)
{
    bool gzip = setup->checksum == CPA_DC_CRC32;
    bool lz4 = setup->compType == CPA_DC_LZ4;
    Cpa32U size = lz4 ? LZ4_FOOTER : gzip ? GZIP_FOOTER : ZLIB_FOOTER;
    if (!lz4 && (setup->compType != CPA_DC_DEFLATE || (!gzip && setup->checksum != CPA_DC_ADLER32))) {
        return CPA_STATUS_UNSUPPORTED;
    }
    if (to->dataLenInBytes < size || UINT32_MAX - results->produced < size) {
        return CPA_STATUS_INVALID_PARAM;
    }
    if (lz4) {
        put(to->pData, 0, true); /* no more blocks */
    }
    put(to->pData + (lz4 ? 4 : 0), results->checksum, gzip || lz4);
    if (gzip) {
        put(to->pData + 4, (Cpa32U)length, true);
    }
    results->produced += size;
    return CPA_STATUS_SUCCESS;
}

/* --- what programs call --- */

static bool compresses(const struct session *session)
{
    return session != NULL && session->setup.sessDirection != CPA_DC_DIR_DECOMPRESS;
}

EMU_API CpaStatus cpaDcGenerateHeader(CpaDcSessionHandle pSessionHandle, CpaFlatBuffer *pDestBuff, Cpa32U *count)
{
    const struct session *session = qat_session(pSessionHandle);
    if (pDestBuff == NULL || pDestBuff->pData == NULL || count == NULL || !compresses(session)) {
        return CPA_STATUS_INVALID_PARAM;
    }
    return header(pDestBuff, &session->setup, count);
}

EMU_API CpaStatus cpaDcGenerateFooter(CpaDcSessionHandle pSessionHandle, CpaFlatBuffer *pDestBuff,
                                      CpaDcRqResults *pResults)
{
    const struct session *session = qat_session(pSessionHandle);
    if (pDestBuff == NULL || pDestBuff->pData == NULL || pResults == NULL || !compresses(session)) {
        return CPA_STATUS_INVALID_PARAM;
    }
    return footer(pDestBuff, &session->setup, session->consumed, pResults);
}

EMU_API CpaStatus cpaDcNsGenerateHeader(CpaDcNsSetupData *pSetupData, CpaFlatBuffer *pDestBuff, Cpa32U *count)
{
    bool complete = pSetupData != NULL && pDestBuff != NULL && pDestBuff->pData != NULL && count != NULL;
    if (!complete || pSetupData->compLevel < CPA_DC_L1 || pSetupData->compLevel > CPA_DC_L12) {
        return CPA_STATUS_INVALID_PARAM;
    }
    return header(pDestBuff, pSetupData, count);
}

EMU_API CpaStatus cpaDcNsGenerateFooter(CpaDcNsSetupData *pSetupData, Cpa64U totalLength, CpaFlatBuffer *pDestBuff,
                                        CpaDcRqResults *pResults)
{
    if (pSetupData == NULL || pDestBuff == NULL || pDestBuff->pData == NULL || pResults == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    return footer(pDestBuff, pSetupData, totalLength, pResults);
}

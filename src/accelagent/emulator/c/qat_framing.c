/* QAT shim: gzip and zlib framing, which the host writes around what the device makes. */
#include "qat_dc.h"

#define GZIP_HEADER 10
#define GZIP_FOOTER 8
#define ZLIB_HEADER 2
#define ZLIB_FOOTER 4

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

static CpaStatus header(CpaFlatBuffer *to, const CpaDcSessionSetupData *setup, Cpa32U *count)
{
    if (setup->compType == CPA_DC_DEFLATE && setup->checksum == CPA_DC_CRC32) {
        return gzip_header(to, setup->compLevel, count);
    }
    if (setup->compType == CPA_DC_DEFLATE && setup->checksum == CPA_DC_ADLER32) {
        return zlib_header(to, setup->compLevel, count);
    }
    if (setup->compType == CPA_DC_LZ4) {
        return CPA_STATUS_UNSUPPORTED;
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
    Cpa32U size = gzip ? GZIP_FOOTER : ZLIB_FOOTER;
    if (setup->compType != CPA_DC_DEFLATE || (!gzip && setup->checksum != CPA_DC_ADLER32)) {
        return CPA_STATUS_UNSUPPORTED;
    }
    if (to->dataLenInBytes < size || UINT32_MAX - results->produced < size) {
        return CPA_STATUS_INVALID_PARAM;
    }
    put(to->pData, results->checksum, gzip);
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

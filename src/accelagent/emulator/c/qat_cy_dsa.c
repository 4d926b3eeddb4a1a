/* QAT shim: DSA, as in a library that was built with its legacy algorithms. */
#include "cpa_cy_dsa.h"
#include "qat_pke.h"

#define CALLBACK(pointer) ((void (*)(void))(pointer))
#define PARTS(...) ((const CpaFlatBuffer *const[]){__VA_ARGS__})

/* Where each operation's counters stand, four for each, as CpaCyDsaStats64 orders them. */
enum { GEN_P, GEN_G, GEN_Y, SIGN_R, SIGN_S, SIGN_RS, VERIFY };

static size_t bits(const CpaFlatBuffer *number)
{
    size_t bytes = pke_length(number);
    size_t n = 8 * bytes;
    for (unsigned top = bytes > 0 ? number->pData[number->dataLenInBytes - bytes] : 0x80; (top & 0x80) == 0; top <<= 1) {
        n--;
    }
    return n;
}

/* The lengths of P (or X, from which it is made) and Q that the standard pairs. */
static bool pair_fits(const CpaFlatBuffer *p, const CpaFlatBuffer *q)
{
    size_t l = bits(p), n = bits(q);
    return pke_is_odd(q) && ((l == 1024 && n == 160) || (l == 2048 && (n == 224 || n == 256)) || (l == 3072 && n == 256));
}

static bool p_fits(const CpaFlatBuffer *p)
{
    size_t l = bits(p);
    return pke_is_odd(p) && (l == 1024 || l == 2048 || l == 3072);
}

static bool q_fits(const CpaFlatBuffer *q)
{
    size_t n = bits(q);
    return pke_is_odd(q) && (n == 160 || n == 224 || n == 256);
}

static void add(struct pke_request *r, const CpaFlatBuffer *const *parts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        pke_in(r, parts[i]);
    }
}

/* Exponents are as short as Q, so that P counts by its square. */
static uint64_t exponentiations_ns(const CpaFlatBuffer *p, const CpaFlatBuffer *q, double n)
{
    double share = (double)pke_length(q) / (double)(pke_length(p) > 0 ? pke_length(p) : 1);
    return (uint64_t)((double)pke_rsa_ns(pke_length(p), false) * share * n);
}

EMU_API CpaStatus cpaCyDsaGenPParam(const CpaInstanceHandle instanceHandle, const CpaCyDsaGenCbFunc pCb,
                                    void *pCallbackTag, const CpaCyDsaPParamGenOpData *pOpData,
                                    CpaBoolean *pProtocolStatus, CpaFlatBuffer *pP)
{
    struct pke_request r = pke_request(instanceHandle, CY_VERDICT_FLAT, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL || pProtocolStatus == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    pke_require(&r, pair_fits(&pOpData->X, &pOpData->Q));
    add(&r, PARTS(&pOpData->X, &pOpData->Q), 2);
    pke_out(&r, pP, pke_length(&pOpData->X));
    return pke_send(&r, emu_pke_dsa_p, CY_DSA + 4 * GEN_P, false, 50 * pke_rsa_ns(pke_length(&pOpData->X), false),
                    pProtocolStatus);
}

EMU_API CpaStatus cpaCyDsaGenGParam(const CpaInstanceHandle instanceHandle, const CpaCyDsaGenCbFunc pCb,
                                    void *pCallbackTag, const CpaCyDsaGParamGenOpData *pOpData,
                                    CpaBoolean *pProtocolStatus, CpaFlatBuffer *pG)
{
    struct pke_request r = pke_request(instanceHandle, CY_VERDICT_FLAT, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL || pProtocolStatus == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    pke_require(&r, p_fits(&pOpData->P) && pair_fits(&pOpData->P, &pOpData->Q));
    add(&r, PARTS(&pOpData->P, &pOpData->Q, &pOpData->H), 3);
    pke_out(&r, pG, pke_length(&pOpData->P));
    return pke_send(&r, emu_pke_dsa_g, CY_DSA + 4 * GEN_G, false, pke_rsa_ns(pke_length(&pOpData->P), false), pProtocolStatus);
}

EMU_API CpaStatus cpaCyDsaGenYParam(const CpaInstanceHandle instanceHandle, const CpaCyDsaGenCbFunc pCb,
                                    void *pCallbackTag, const CpaCyDsaYParamGenOpData *pOpData,
                                    CpaBoolean *pProtocolStatus, CpaFlatBuffer *pY)
{
    struct pke_request r = pke_request(instanceHandle, CY_VERDICT_FLAT, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL || pProtocolStatus == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    pke_require(&r, p_fits(&pOpData->P) && bits(&pOpData->X) <= (bits(&pOpData->P) == 1024 ? 160 : 256));
    add(&r, PARTS(&pOpData->P, &pOpData->G, &pOpData->X), 3);
    pke_out(&r, pY, pke_length(&pOpData->P));
    return pke_send(&r, emu_pke_mod_exp, CY_DSA + 4 * GEN_Y, false, exponentiations_ns(&pOpData->P, &pOpData->X, 1),
                    pProtocolStatus);
}

EMU_API CpaStatus cpaCyDsaSignR(const CpaInstanceHandle instanceHandle, const CpaCyDsaGenCbFunc pCb, void *pCallbackTag,
                                const CpaCyDsaRSignOpData *pOpData, CpaBoolean *pProtocolStatus, CpaFlatBuffer *pR)
{
    struct pke_request r = pke_request(instanceHandle, CY_VERDICT_FLAT, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL || pProtocolStatus == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    pke_require(&r, p_fits(&pOpData->P) && pair_fits(&pOpData->P, &pOpData->Q));
    add(&r, PARTS(&pOpData->P, &pOpData->Q, &pOpData->G, &pOpData->K), 4);
    pke_out(&r, pR, pke_length(&pOpData->Q));
    return pke_send(&r, emu_pke_dsa_r, CY_DSA + 4 * SIGN_R, false, exponentiations_ns(&pOpData->P, &pOpData->Q, 1),
                    pProtocolStatus);
}

EMU_API CpaStatus cpaCyDsaSignS(const CpaInstanceHandle instanceHandle, const CpaCyDsaGenCbFunc pCb, void *pCallbackTag,
                                const CpaCyDsaSSignOpData *pOpData, CpaBoolean *pProtocolStatus, CpaFlatBuffer *pS)
{
    struct pke_request r = pke_request(instanceHandle, CY_VERDICT_FLAT, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL || pProtocolStatus == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    pke_require(&r, q_fits(&pOpData->Q) && pke_length(&pOpData->Z) <= pke_length(&pOpData->Q));
    add(&r, PARTS(&pOpData->Q, &pOpData->X, &pOpData->K, &pOpData->R, &pOpData->Z), 5);
    pke_out(&r, pS, pke_length(&pOpData->Q));
    return pke_send(&r, emu_pke_dsa_s, CY_DSA + 4 * SIGN_S, false, pke_rsa_ns(pke_length(&pOpData->Q), false),
                    pProtocolStatus);
}

EMU_API CpaStatus cpaCyDsaSignRS(const CpaInstanceHandle instanceHandle, const CpaCyDsaRSSignCbFunc pCb,
                                 void *pCallbackTag, const CpaCyDsaRSSignOpData *pOpData, CpaBoolean *pProtocolStatus,
                                 CpaFlatBuffer *pR, CpaFlatBuffer *pS)
{
    struct pke_request r = pke_request(instanceHandle, CY_VERDICT_TWO, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL || pProtocolStatus == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    pke_require(&r, p_fits(&pOpData->P) && pair_fits(&pOpData->P, &pOpData->Q) &&
                        pke_length(&pOpData->Z) <= pke_length(&pOpData->Q));
    add(&r, PARTS(&pOpData->P, &pOpData->Q, &pOpData->G, &pOpData->X, &pOpData->K, &pOpData->Z), 6);
    pke_out(&r, pR, pke_length(&pOpData->Q));
    pke_out(&r, pS, pke_length(&pOpData->Q));
    return pke_send(&r, emu_pke_dsa_rs, CY_DSA + 4 * SIGN_RS, false, exponentiations_ns(&pOpData->P, &pOpData->Q, 1),
                    pProtocolStatus);
}

EMU_API CpaStatus cpaCyDsaVerify(const CpaInstanceHandle instanceHandle, const CpaCyDsaVerifyCbFunc pCb,
                                 void *pCallbackTag, const CpaCyDsaVerifyOpData *pOpData, CpaBoolean *pVerifyStatus)
{
    struct pke_request r = pke_request(instanceHandle, CY_VERDICT, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL || pVerifyStatus == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    pke_require(&r, p_fits(&pOpData->P) && pair_fits(&pOpData->P, &pOpData->Q) &&
                        pke_length(&pOpData->Z) <= pke_length(&pOpData->Q));
    add(&r,
        PARTS(&pOpData->P, &pOpData->Q, &pOpData->G, &pOpData->Y, &pOpData->Z, &pOpData->R, &pOpData->S), 7);
    return pke_send(&r, emu_pke_dsa_verify, CY_DSA + 4 * VERIFY, true, exponentiations_ns(&pOpData->P, &pOpData->Q, 2),
                    pVerifyStatus);
}

EMU_API CpaStatus cpaCyDsaQueryStats64(const CpaInstanceHandle instanceHandle, CpaCyDsaStats64 *pDsaStats)
{
    return pke_copy_counters(instanceHandle, CY_DSA, pDsaStats, sizeof *pDsaStats / sizeof(Cpa64U), true);
}

EMU_API CpaStatus cpaCyDsaQueryStats(const CpaInstanceHandle instanceHandle, CpaCyDsaStats *pDsaStats)
{
    return pke_copy_counters(instanceHandle, CY_DSA, pDsaStats, sizeof *pDsaStats / sizeof(Cpa32U), false);
}

/* QAT shim: SM2. */
#include "cpa_cy_ecsm2.h"
#include "qat_pke.h"

#define CALLBACK(pointer) ((void (*)(void))(pointer))
#define BYTES 32 /* of the curve's numbers */

/* Where each operation's counters stand, five for each, as CpaCyEcsm2Stats64 orders them. */
enum { MULTIPLY, GENERATOR, POINT, SIGN, VERIFY, ENCRYPT, DECRYPT, PHASE1, PHASE2 };

static void add(struct pke_request *r, const CpaFlatBuffer *const *parts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        pke_require(r, pke_length(parts[i]) <= BYTES);
        pke_in(r, parts[i]);
    }
}

static CpaStatus send(struct pke_request *r, CpaCyEcFieldType field, int (*run)(struct emu_pke *), unsigned operation,
                      double multiplications, CpaBoolean *verdict)
{
    pke_require(r, field == CPA_CY_EC_FIELD_TYPE_PRIME);
    return pke_send(r, run, CY_SM2 + 5 * operation, true, pke_ec_ns(BYTES, multiplications), verdict);
}

EMU_API CpaStatus cpaCyEcsm2PointMultiply(const CpaInstanceHandle instanceHandle, const CpaCyEcPointMultiplyCbFunc pCb,
                                          void *pCallbackTag, const CpaCyEcsm2PointMultiplyOpData *pOpData,
                                          CpaBoolean *pMultiplyStatus, CpaFlatBuffer *pXk, CpaFlatBuffer *pYk)
{
    struct pke_request r = pke_request(instanceHandle, CY_VERDICT_TWO, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL || pMultiplyStatus == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    add(&r, (const CpaFlatBuffer *const[]){&pOpData->k, &pOpData->x, &pOpData->y}, 3);
    pke_out(&r, pXk, BYTES);
    pke_out(&r, pYk, BYTES);
    return send(&r, pOpData->fieldType, emu_pke_sm2_multiply, MULTIPLY, 1, pMultiplyStatus);
}

EMU_API CpaStatus cpaCyEcsm2GeneratorMultiply(const CpaInstanceHandle instanceHandle,
                                              const CpaCyEcPointMultiplyCbFunc pCb, void *pCallbackTag,
                                              const CpaCyEcsm2GeneratorMultiplyOpData *pOpData,
                                              CpaBoolean *pMultiplyStatus, CpaFlatBuffer *pXk, CpaFlatBuffer *pYk)
{
    struct pke_request r = pke_request(instanceHandle, CY_VERDICT_TWO, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL || pMultiplyStatus == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    add(&r, (const CpaFlatBuffer *const[]){&pOpData->k}, 1);
    pke_out(&r, pXk, BYTES);
    pke_out(&r, pYk, BYTES);
    return send(&r, pOpData->fieldType, emu_pke_sm2_multiply, GENERATOR, 1, pMultiplyStatus);
}

EMU_API CpaStatus cpaCyEcsm2PointVerify(const CpaInstanceHandle instanceHandle, const CpaCyEcPointVerifyCbFunc pCb,
                                        void *pCallbackTag, const CpaCyEcsm2PointVerifyOpData *pOpData,
                                        CpaBoolean *pVerifyStatus)
{
    struct pke_request r = pke_request(instanceHandle, CY_VERDICT, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL || pVerifyStatus == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    add(&r, (const CpaFlatBuffer *const[]){&pOpData->x, &pOpData->y}, 2);
    return send(&r, pOpData->fieldType, emu_pke_sm2_verify_point, POINT, 0.05, pVerifyStatus);
}

EMU_API CpaStatus cpaCyEcsm2Sign(const CpaInstanceHandle instanceHandle, const CpaCyEcsm2SignCbFunc pCb,
                                 void *pCallbackTag, const CpaCyEcsm2SignOpData *pOpData, CpaBoolean *pSignStatus,
                                 CpaFlatBuffer *pR, CpaFlatBuffer *pS)
{
    struct pke_request r = pke_request(instanceHandle, CY_VERDICT_TWO, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL || pSignStatus == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    add(&r, (const CpaFlatBuffer *const[]){&pOpData->k, &pOpData->e, &pOpData->d}, 3);
    pke_out(&r, pR, BYTES);
    pke_out(&r, pS, BYTES);
    return send(&r, pOpData->fieldType, emu_pke_sm2_sign, SIGN, 1, pSignStatus);
}

EMU_API CpaStatus cpaCyEcsm2Verify(const CpaInstanceHandle instanceHandle, const CpaCyEcsm2VerifyCbFunc pCb,
                                   void *pCallbackTag, const CpaCyEcsm2VerifyOpData *pOpData, CpaBoolean *pVerifyStatus)
{
    struct pke_request r = pke_request(instanceHandle, CY_VERDICT, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL || pVerifyStatus == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    add(&r, (const CpaFlatBuffer *const[]){&pOpData->e, &pOpData->r, &pOpData->s, &pOpData->xP, &pOpData->yP}, 5);
    return send(&r, pOpData->fieldType, emu_pke_sm2_verify, VERIFY, 2, pVerifyStatus);
}

/* The callbacks of what follows get the output structure, which starts with its first number. */

EMU_API CpaStatus cpaCyEcsm2Encrypt(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pCb,
                                    void *pCallbackTag, const CpaCyEcsm2EncryptOpData *pOpData,
                                    CpaCyEcsm2EncryptOutputData *pOutputData)
{
    struct pke_request r = pke_request(instanceHandle, CY_FLAT, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL || pOutputData == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    add(&r, (const CpaFlatBuffer *const[]){&pOpData->k, &pOpData->xP, &pOpData->yP}, 3);
    pke_out(&r, &pOutputData->x1, BYTES);
    pke_out(&r, &pOutputData->y1, BYTES);
    pke_out(&r, &pOutputData->x2, BYTES);
    pke_out(&r, &pOutputData->y2, BYTES);
    return send(&r, pOpData->fieldType, emu_pke_sm2_encrypt, ENCRYPT, 2, NULL);
}

EMU_API CpaStatus cpaCyEcsm2Decrypt(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pCb,
                                    void *pCallbackTag, const CpaCyEcsm2DecryptOpData *pOpData,
                                    CpaCyEcsm2DecryptOutputData *pOutputData)
{
    struct pke_request r = pke_request(instanceHandle, CY_FLAT, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL || pOutputData == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    add(&r, (const CpaFlatBuffer *const[]){&pOpData->d, &pOpData->x1, &pOpData->y1}, 3);
    pke_out(&r, &pOutputData->x2, BYTES);
    pke_out(&r, &pOutputData->y2, BYTES);
    return send(&r, pOpData->fieldType, emu_pke_sm2_decrypt, DECRYPT, 1, NULL);
}

EMU_API CpaStatus cpaCyEcsm2KeyExPhase1(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pCb,
                                        void *pCallbackTag, const CpaCyEcsm2KeyExPhase1OpData *pOpData,
                                        CpaCyEcsm2KeyExOutputData *pOutputData)
{
    struct pke_request r = pke_request(instanceHandle, CY_FLAT, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL || pOutputData == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    add(&r, (const CpaFlatBuffer *const[]){&pOpData->r}, 1);
    pke_out(&r, &pOutputData->x, BYTES);
    pke_out(&r, &pOutputData->y, BYTES);
    return send(&r, pOpData->fieldType, emu_pke_sm2_decrypt, PHASE1, 1, NULL);
}

EMU_API CpaStatus cpaCyEcsm2KeyExPhase2(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pCb,
                                        void *pCallbackTag, const CpaCyEcsm2KeyExPhase2OpData *pOpData,
                                        CpaCyEcsm2KeyExOutputData *pOutputData)
{
    struct pke_request r = pke_request(instanceHandle, CY_FLAT, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL || pOutputData == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    add(&r,
        (const CpaFlatBuffer *const[]){&pOpData->r, &pOpData->d, &pOpData->x1, &pOpData->x2, &pOpData->y2, &pOpData->xP,
                                       &pOpData->yP},
        7);
    pke_out(&r, &pOutputData->x, BYTES);
    pke_out(&r, &pOutputData->y, BYTES);
    return send(&r, pOpData->fieldType, emu_pke_sm2_exchange, PHASE2, 2, NULL);
}

EMU_API CpaStatus cpaCyEcsm2QueryStats64(const CpaInstanceHandle instanceHandle, CpaCyEcsm2Stats64 *pEcsm2Stats)
{
    return pke_copy_counters(instanceHandle, CY_SM2, pEcsm2Stats, sizeof *pEcsm2Stats / sizeof(Cpa64U), true);
}

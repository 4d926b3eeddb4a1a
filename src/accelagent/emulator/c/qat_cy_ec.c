/* QAT shim: elliptic curves over prime and binary fields. */
#include "cpa_cy_ec.h"
#include "cpa_cy_ecdh.h"
#include "cpa_cy_ecdsa.h"
#include "qat_pke.h"

#define CALLBACK(pointer) ((void (*)(void))(pointer))
#define COUNT(parts) (sizeof parts / sizeof *parts)

static void add(struct pke_request *r, const CpaFlatBuffer *const *parts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        pke_in(r, parts[i]);
    }
}

#define MAX_FIELD_BYTES 72

/* A modulus or polynomial that the device takes; sets the request to the kind of field. */
static void require_field(struct pke_request *r, CpaCyEcFieldType type, const CpaFlatBuffer *q)
{
    bool known = type == CPA_CY_EC_FIELD_TYPE_PRIME || type == CPA_CY_EC_FIELD_TYPE_BINARY;
    pke_require(r, known && pke_is_odd(q) && pke_length(q) <= MAX_FIELD_BYTES);
    r->call.u.pke.work.flags = type == CPA_CY_EC_FIELD_TYPE_BINARY ? EMU_PKE_BINARY : 0;
}

/* --- points --- */

/* in: k, x, y, a, b, q. */
static CpaStatus multiply(struct pke_request *r, CpaCyEcFieldType type, const CpaFlatBuffer *const parts[6], CpaFlatBuffer *x,
                          CpaFlatBuffer *y, CpaBoolean *verdict, enum cy_counters counters)
{
    size_t bytes = pke_length(parts[5]);
    pke_require(r, verdict != NULL);
    require_field(r, type, parts[5]);
    add(r, parts, 6);
    pke_out(r, x, bytes);
    pke_out(r, y, bytes);
    return pke_send(r, emu_pke_point_multiply, counters, true, pke_ec_ns(bytes, 1), verdict);
}

EMU_API CpaStatus cpaCyEcPointMultiply(const CpaInstanceHandle instanceHandle, const CpaCyEcPointMultiplyCbFunc pCb,
                                       void *pCallbackTag, const CpaCyEcPointMultiplyOpData *pOpData,
                                       CpaBoolean *pMultiplyStatus, CpaFlatBuffer *pXk, CpaFlatBuffer *pYk)
{
    struct pke_request r = pke_request(instanceHandle, CY_VERDICT_TWO, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    const CpaFlatBuffer *parts[] = {&pOpData->k, &pOpData->xg, &pOpData->yg, &pOpData->a, &pOpData->b, &pOpData->q};
    return multiply(&r, pOpData->fieldType, parts, pXk, pYk, pMultiplyStatus, CY_EC);
}

static bool curve_fits(const CpaCyEcCurve *curve)
{
    bool prime = curve->parameters.weierstrassParameters.fieldType == CPA_CY_EC_FIELD_TYPE_PRIME;
    return prime ? curve->curveType == CPA_CY_EC_CURVE_TYPE_WEIERSTRASS_PRIME
                 : curve->curveType == CPA_CY_EC_CURVE_TYPE_WEIERSTRASS_BINARY ||
                       curve->curveType == CPA_CY_EC_CURVE_TYPE_WEIERSTRASS_KOBLITZ_BINARY;
}

EMU_API CpaStatus cpaCyEcGenericPointMultiply(const CpaInstanceHandle instanceHandle,
                                              const CpaCyEcPointMultiplyCbFunc pCb, void *pCallbackTag,
                                              const CpaCyEcGenericPointMultiplyOpData *pOpData,
                                              CpaBoolean *pMultiplyStatus, CpaFlatBuffer *pXk, CpaFlatBuffer *pYk)
{
    struct pke_request r = pke_request(instanceHandle, CY_VERDICT_TWO, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL || pOpData->pCurve == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    const CpaCyEcCurveParametersWeierstrass *curve = &pOpData->pCurve->parameters.weierstrassParameters;
    pke_require(&r, curve_fits(pOpData->pCurve));
    const CpaFlatBuffer *parts[] = {&pOpData->k, &pOpData->xP, &pOpData->yP, &curve->a, &curve->b, &curve->p};
    return multiply(&r, curve->fieldType, parts, pXk, pYk, pMultiplyStatus, CY_EC);
}

EMU_API CpaStatus cpaCyEcdhPointMultiply(const CpaInstanceHandle instanceHandle, const CpaCyEcdhPointMultiplyCbFunc pCb,
                                         void *pCallbackTag, const CpaCyEcdhPointMultiplyOpData *pOpData,
                                         CpaBoolean *pMultiplyStatus, CpaFlatBuffer *pXk, CpaFlatBuffer *pYk)
{
    struct pke_request r = pke_request(instanceHandle, CY_VERDICT_TWO, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    const CpaFlatBuffer *parts[] = {&pOpData->k, &pOpData->xg, &pOpData->yg, &pOpData->a, &pOpData->b, &pOpData->q};
    return multiply(&r, pOpData->fieldType, parts, pXk, pYk, pMultiplyStatus, CY_ECDH);
}

static CpaStatus verify_point(struct pke_request *r, CpaCyEcFieldType type, const CpaFlatBuffer *const parts[5],
                              CpaBoolean *verdict)
{
    pke_require(r, verdict != NULL);
    require_field(r, type, parts[4]);
    add(r, parts, 5);
    return pke_send(r, emu_pke_point_verify, CY_EC + 5, true, pke_ec_ns(pke_length(parts[4]), 0.05), verdict);
}

EMU_API CpaStatus cpaCyEcPointVerify(const CpaInstanceHandle instanceHandle, const CpaCyEcPointVerifyCbFunc pCb,
                                     void *pCallbackTag, const CpaCyEcPointVerifyOpData *pOpData,
                                     CpaBoolean *pVerifyStatus)
{
    struct pke_request r = pke_request(instanceHandle, CY_VERDICT, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    const CpaFlatBuffer *parts[] = {&pOpData->xq, &pOpData->yq, &pOpData->a, &pOpData->b, &pOpData->q};
    return verify_point(&r, pOpData->fieldType, parts, pVerifyStatus);
}

EMU_API CpaStatus cpaCyEcGenericPointVerify(const CpaInstanceHandle instanceHandle, const CpaCyEcPointVerifyCbFunc pCb,
                                            void *pCallbackTag, const CpaCyEcGenericPointVerifyOpData *pOpData,
                                            CpaBoolean *pVerifyStatus)
{
    struct pke_request r = pke_request(instanceHandle, CY_VERDICT, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL || pOpData->pCurve == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    const CpaCyEcCurveParametersWeierstrass *curve = &pOpData->pCurve->parameters.weierstrassParameters;
    const CpaFlatBuffer *parts[] = {&pOpData->xP, &pOpData->yP, &curve->a, &curve->b, &curve->p};
    pke_require(&r, curve_fits(pOpData->pCurve));
    return verify_point(&r, curve->fieldType, parts, pVerifyStatus);
}

static bool has_length(const CpaFlatBuffer *number, size_t bytes)
{
    return number != NULL && number->dataLenInBytes == bytes;
}

EMU_API CpaStatus cpaCyEcMontEdwdsPointMultiply(const CpaInstanceHandle instanceHandle,
                                                const CpaCyEcPointMultiplyCbFunc pCb, void *pCallbackTag,
                                                const CpaCyEcMontEdwdsPointMultiplyOpData *pOpData,
                                                CpaBoolean *pMultiplyStatus, CpaFlatBuffer *pXk, CpaFlatBuffer *pYk)
{
    struct pke_request r = pke_request(instanceHandle, CY_VERDICT_TWO, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL || pMultiplyStatus == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaCyEcMontEdwdsCurveType type = pOpData->curveType;
    bool big = type == CPA_CY_EC_MONTEDWDS_CURVE448_TYPE || type == CPA_CY_EC_MONTEDWDS_ED448_TYPE;
    bool edwards = type == CPA_CY_EC_MONTEDWDS_ED25519_TYPE || type == CPA_CY_EC_MONTEDWDS_ED448_TYPE;
    size_t bytes = big ? 64 : 32;
    pke_require(&r, (unsigned)type >= CPA_CY_EC_MONTEDWDS_CURVE25519_TYPE && type <= CPA_CY_EC_MONTEDWDS_ED448_TYPE &&
                        pOpData->k.dataLenInBytes == bytes && has_length(pXk, bytes) &&
                        (!edwards || has_length(pYk, bytes)));
    pke_in(&r, &pOpData->k);
    if (pOpData->generator != CPA_TRUE) {
        pke_require(&r, pOpData->x.dataLenInBytes == bytes && (!edwards || pOpData->y.dataLenInBytes == bytes));
        pke_in(&r, &pOpData->x);
    }
    if (pOpData->generator != CPA_TRUE && edwards) {
        pke_in(&r, &pOpData->y);
    }
    r.call.u.pke.work.flags = big;
    pke_out(&r, pXk, bytes);
    if (edwards) {
        pke_out(&r, pYk, bytes);
    }
    r.call.u.pke.out[1] = pYk;
    return pke_send(&r, edwards ? emu_pke_edwards : emu_pke_montgomery, CY_EC, true, pke_ec_ns(big ? 56 : 32, 1),
                    pMultiplyStatus);
}

EMU_API CpaStatus cpaCyEcQueryStats64(const CpaInstanceHandle instanceHandle, CpaCyEcStats64 *pEcStats)
{
    return pke_copy_counters(instanceHandle, CY_EC, pEcStats, sizeof *pEcStats / sizeof(Cpa64U), true);
}

EMU_API CpaStatus cpaCyEcdhQueryStats64(const CpaInstanceHandle instanceHandle, CpaCyEcdhStats64 *pEcdhStats)
{
    return pke_copy_counters(instanceHandle, CY_ECDH, pEcdhStats, sizeof *pEcdhStats / sizeof(Cpa64U), true);
}

/* --- signatures --- */

EMU_API CpaStatus cpaCyEcdsaSignR(const CpaInstanceHandle instanceHandle, const CpaCyEcdsaGenSignCbFunc pCb,
                                  void *pCallbackTag, const CpaCyEcdsaSignROpData *pOpData, CpaBoolean *pSignStatus,
                                  CpaFlatBuffer *pR)
{
    struct pke_request r = pke_request(instanceHandle, CY_VERDICT_FLAT, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    const CpaFlatBuffer *parts[] = {&pOpData->xg, &pOpData->yg, &pOpData->n, &pOpData->q,
                                    &pOpData->a,  &pOpData->b,  &pOpData->k};
    require_field(&r, pOpData->fieldType, &pOpData->q);
    pke_require(&r, pSignStatus != NULL && pke_is_odd(&pOpData->n) && !pke_is_zero(&pOpData->k));
    add(&r, parts, COUNT(parts));
    pke_out(&r, pR, pke_length(&pOpData->n));
    return pke_send(&r, emu_pke_ecdsa_r, CY_ECDSA, true, pke_ec_ns(pke_length(&pOpData->q), 1), pSignStatus);
}

EMU_API CpaStatus cpaCyEcdsaSignS(const CpaInstanceHandle instanceHandle, const CpaCyEcdsaGenSignCbFunc pCb,
                                  void *pCallbackTag, const CpaCyEcdsaSignSOpData *pOpData, CpaBoolean *pSignStatus,
                                  CpaFlatBuffer *pS)
{
    struct pke_request r = pke_request(instanceHandle, CY_VERDICT_FLAT, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    const CpaFlatBuffer *parts[] = {&pOpData->m, &pOpData->d, &pOpData->r, &pOpData->k, &pOpData->n};
    pke_require(&r, pSignStatus != NULL && pke_is_odd(&pOpData->n) && !pke_is_zero(&pOpData->k) &&
                        !pke_is_zero(&pOpData->r) && !pke_is_zero(&pOpData->d));
    add(&r, parts, COUNT(parts));
    pke_out(&r, pS, pke_length(&pOpData->n));
    return pke_send(&r, emu_pke_ecdsa_s, CY_ECDSA + 5, true, pke_ec_ns(pke_length(&pOpData->n), 0.05), pSignStatus);
}

EMU_API CpaStatus cpaCyEcdsaSignRS(const CpaInstanceHandle instanceHandle, const CpaCyEcdsaSignRSCbFunc pCb,
                                   void *pCallbackTag, const CpaCyEcdsaSignRSOpData *pOpData, CpaBoolean *pSignStatus,
                                   CpaFlatBuffer *pR, CpaFlatBuffer *pS)
{
    struct pke_request r = pke_request(instanceHandle, CY_VERDICT_TWO, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    const CpaFlatBuffer *parts[] = {&pOpData->xg, &pOpData->yg, &pOpData->n, &pOpData->q, &pOpData->a,
                                    &pOpData->b,  &pOpData->k,  &pOpData->m, &pOpData->d};
    require_field(&r, pOpData->fieldType, &pOpData->q);
    pke_require(&r, pSignStatus != NULL && pke_is_odd(&pOpData->n) &&
                        !pke_is_zero(&pOpData->k) && !pke_is_zero(&pOpData->d));
    add(&r, parts, COUNT(parts));
    pke_out(&r, pR, pke_length(&pOpData->n));
    pke_out(&r, pS, pke_length(&pOpData->n));
    return pke_send(&r, emu_pke_ecdsa_rs, CY_ECDSA + 10, true, pke_ec_ns(pke_length(&pOpData->q), 1), pSignStatus);
}

EMU_API CpaStatus cpaCyEcdsaVerify(const CpaInstanceHandle instanceHandle, const CpaCyEcdsaVerifyCbFunc pCb,
                                   void *pCallbackTag, const CpaCyEcdsaVerifyOpData *pOpData, CpaBoolean *pVerifyStatus)
{
    struct pke_request r = pke_request(instanceHandle, CY_VERDICT, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    const CpaFlatBuffer *parts[] = {&pOpData->xg, &pOpData->yg, &pOpData->n, &pOpData->q,  &pOpData->a, &pOpData->b,
                                    &pOpData->m,  &pOpData->r,  &pOpData->s, &pOpData->xp, &pOpData->yp};
    require_field(&r, pOpData->fieldType, &pOpData->q);
    pke_require(&r, pVerifyStatus != NULL && pke_is_odd(&pOpData->n));
    add(&r, parts, COUNT(parts));
    return pke_send(&r, emu_pke_ecdsa_verify, CY_ECDSA + 15, true, pke_ec_ns(pke_length(&pOpData->q), 2), pVerifyStatus);
}

EMU_API CpaStatus cpaCyEcdsaQueryStats64(const CpaInstanceHandle instanceHandle, CpaCyEcdsaStats64 *pEcdsaStats)
{
    return pke_copy_counters(instanceHandle, CY_ECDSA, pEcdsaStats, sizeof *pEcdsaStats / sizeof(Cpa64U), true);
}

/* Elliptic curves of the CPA interface. Names and values follow Intel QATlib (API 5.9); the text is AccelAgent's own. */
#ifndef CPA_CY_EC_H_
#define CPA_CY_EC_H_

#include "cpa_cy_common.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { CPA_CY_EC_FIELD_TYPE_PRIME = 1, CPA_CY_EC_FIELD_TYPE_BINARY } CpaCyEcFieldType;

typedef enum {
    CPA_CY_EC_CURVE_TYPE_WEIERSTRASS_PRIME = 1,
    CPA_CY_EC_CURVE_TYPE_WEIERSTRASS_BINARY,
    CPA_CY_EC_CURVE_TYPE_WEIERSTRASS_KOBLITZ_BINARY
} CpaCyEcCurveType;

typedef enum {
    CPA_CY_EC_MONTEDWDS_CURVE25519_TYPE = 1,
    CPA_CY_EC_MONTEDWDS_ED25519_TYPE,
    CPA_CY_EC_MONTEDWDS_CURVE448_TYPE,
    CPA_CY_EC_MONTEDWDS_ED448_TYPE
} CpaCyEcMontEdwdsCurveType;

typedef struct {
    CpaCyEcFieldType fieldType;
    CpaFlatBuffer p, a, b, h;
} CpaCyEcCurveParametersWeierstrass;

typedef union {
    CpaCyEcCurveParametersWeierstrass weierstrassParameters;
} CpaCyEcCurveParameters;

typedef struct {
    CpaCyEcCurveType curveType;
    CpaCyEcCurveParameters parameters;
} CpaCyEcCurve;

typedef struct {
    CpaFlatBuffer k, xg, yg, a, b, q, h;
    CpaCyEcFieldType fieldType;
} CpaCyEcPointMultiplyOpData CPA_DEPRECATED;

typedef struct {
    CpaFlatBuffer k, xP, yP;
    CpaCyEcCurve *pCurve;
    CpaBoolean generator;
} CpaCyEcGenericPointMultiplyOpData;

typedef struct {
    CpaFlatBuffer xP, yP;
    CpaCyEcCurve *pCurve;
} CpaCyEcGenericPointVerifyOpData;

typedef struct {
    CpaCyEcMontEdwdsCurveType curveType;
    CpaBoolean generator;
    CpaFlatBuffer k, x, y;
} CpaCyEcMontEdwdsPointMultiplyOpData;

typedef struct {
    CpaFlatBuffer xq, yq, q, a, b;
    CpaCyEcFieldType fieldType;
} CpaCyEcPointVerifyOpData CPA_DEPRECATED;

typedef struct {
    Cpa64U numEcPointMultiplyRequests, numEcPointMultiplyRequestErrors, numEcPointMultiplyCompleted,
        numEcPointMultiplyCompletedError, numEcPointMultiplyCompletedOutputInvalid;
    Cpa64U numEcPointVerifyRequests, numEcPointVerifyRequestErrors, numEcPointVerifyCompleted,
        numEcPointVerifyCompletedErrors, numEcPointVerifyCompletedOutputInvalid;
} CpaCyEcStats64;

typedef void (*CpaCyEcPointMultiplyCbFunc)(void *pCallbackTag, CpaStatus status, void *pOpData,
                                           CpaBoolean multiplyStatus, CpaFlatBuffer *pXk, CpaFlatBuffer *pYk);
typedef void (*CpaCyEcPointVerifyCbFunc)(void *pCallbackTag, CpaStatus status, void *pOpData,
                                         CpaBoolean verifyStatus);

CPA_DEPRECATED CpaStatus cpaCyEcPointMultiply(const CpaInstanceHandle instanceHandle, const CpaCyEcPointMultiplyCbFunc pCb,
                               void *pCallbackTag, const CpaCyEcPointMultiplyOpData *pOpData,
                               CpaBoolean *pMultiplyStatus, CpaFlatBuffer *pXk, CpaFlatBuffer *pYk);
CPA_DEPRECATED CpaStatus cpaCyEcPointVerify(const CpaInstanceHandle instanceHandle, const CpaCyEcPointVerifyCbFunc pCb,
                             void *pCallbackTag, const CpaCyEcPointVerifyOpData *pOpData, CpaBoolean *pVerifyStatus);
CpaStatus cpaCyEcGenericPointMultiply(const CpaInstanceHandle instanceHandle, const CpaCyEcPointMultiplyCbFunc pCb,
                                      void *pCallbackTag, const CpaCyEcGenericPointMultiplyOpData *pOpData,
                                      CpaBoolean *pMultiplyStatus, CpaFlatBuffer *pXk, CpaFlatBuffer *pYk);
CpaStatus cpaCyEcDpaGenericPointMultiply(const CpaInstanceHandle instanceHandle, const CpaCyEcPointMultiplyCbFunc pCb,
                                         void *pCallbackTag, const CpaCyEcGenericPointMultiplyOpData *pOpData,
                                         const CpaFlatBuffer *pRandom, const CpaBoolean createRandomData,
                                         CpaBoolean *pMultiplyStatus, CpaFlatBuffer *pXk, CpaFlatBuffer *pYk);
CpaStatus cpaCyEcGenericPointVerify(const CpaInstanceHandle instanceHandle, const CpaCyEcPointVerifyCbFunc pCb,
                                    void *pCallbackTag, const CpaCyEcGenericPointVerifyOpData *pOpData,
                                    CpaBoolean *pVerifyStatus);
CpaStatus cpaCyEcMontEdwdsPointMultiply(const CpaInstanceHandle instanceHandle, const CpaCyEcPointMultiplyCbFunc pCb,
                                        void *pCallbackTag, const CpaCyEcMontEdwdsPointMultiplyOpData *pOpData,
                                        CpaBoolean *pMultiplyStatus, CpaFlatBuffer *pXk, CpaFlatBuffer *pYk);
CpaStatus cpaCyEcQueryStats64(const CpaInstanceHandle instanceHandle, CpaCyEcStats64 *pEcStats);

#ifdef __cplusplus
}
#endif

#endif

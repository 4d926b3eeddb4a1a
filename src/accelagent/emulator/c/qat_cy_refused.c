/* QAT shim: cryptography that is not emulated. Programs that mention it link and are refused. */
#include "cpa_cy_drbg.h"
#include "cpa_cy_ec.h"
#include "cpa_cy_ecdsa.h"
#include "cpa_cy_kpt.h"
#include "cpa_cy_nrbg.h"
#include "cpa_cy_rsa.h"
#include "emu.h"
#include "icp_sal_user.h"

#pragma GCC diagnostic ignored "-Wunused-parameter" /* refusing looks at nothing */

EMU_API CpaStatus cpaCyDrbgSessionGetSize(const CpaInstanceHandle instanceHandle,
                                          const CpaCyDrbgSessionSetupData *pSetupData, Cpa32U *pSize)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyDrbgInitSession(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pGenCb,
                                       const CpaCyGenericCbFunc pReseedCb,
                                       const CpaCyDrbgSessionSetupData *pSetupData,
                                       CpaCyDrbgSessionHandle sessionHandle, Cpa32U *pSeedLen)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyDrbgReseed(const CpaInstanceHandle instanceHandle, void *pCallbackTag,
                                  CpaCyDrbgReseedOpData *pOpData)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyDrbgGen(const CpaInstanceHandle instanceHandle, void *pCallbackTag,
                               CpaCyDrbgGenOpData *pOpData, CpaFlatBuffer *pPseudoRandomBits)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyDrbgRemoveSession(const CpaInstanceHandle instanceHandle,
                                         CpaCyDrbgSessionHandle sessionHandle)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyDrbgQueryStats64(const CpaInstanceHandle instanceHandle, CpaCyDrbgStats64 *pStats)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyEcDpaGenericPointMultiply(const CpaInstanceHandle instanceHandle,
                                                 const CpaCyEcPointMultiplyCbFunc pCb, void *pCallbackTag,
                                                 const CpaCyEcGenericPointMultiplyOpData *pOpData,
                                                 const CpaFlatBuffer *pRandom, const CpaBoolean createRandomData,
                                                 CpaBoolean *pMultiplyStatus, CpaFlatBuffer *pXk,
                                                 CpaFlatBuffer *pYk)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyEcdsaDpaSignRS(const CpaInstanceHandle instanceHandle, const CpaCyEcdsaSignRSCbFunc pCb,
                                      void *pCallbackTag, const CpaCyEcdsaSignRSOpData *pOpData,
                                      const CpaFlatBuffer *pRandom, const CpaBoolean createRandomData,
                                      CpaBoolean *pSignStatus, CpaFlatBuffer *pR, CpaFlatBuffer *pS)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyKptQueryIssuingKeys(const CpaInstanceHandle instanceHandle,
                                           CpaFlatBuffer *pPublicX509IssueCert,
                                           CpaCyKptKeyManagementStatus *pKptStatus)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyKptQueryDeviceCredentials(const CpaInstanceHandle instanceHandle,
                                                 CpaCyKptValidationKey *pDevCredential,
                                                 CpaCyKptKeyManagementStatus *pKptStatus)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyKptLoadKey(CpaInstanceHandle instanceHandle, CpaCyKptLoadKey *pSWK,
                                  CpaCyKptHandle *keyHandle, CpaCyKptKeyManagementStatus *pKptStatus)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyKptDeleteKey(CpaInstanceHandle instanceHandle, CpaCyKptHandle keyHandle,
                                    CpaCyKptKeyManagementStatus *pKptStatus)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyKptRsaDecrypt(const CpaInstanceHandle instanceHandle,
                                     const CpaCyGenFlatBufCbFunc pRsaDecryptCb, void *pCallbackTag,
                                     const CpaCyKptRsaDecryptOpData *pDecryptOpData, CpaFlatBuffer *pOutputData,
                                     CpaCyKptUnwrapContext *pKptUnwrapContext)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyKptEcdsaSignRS(const CpaInstanceHandle instanceHandle, const CpaCyEcdsaSignRSCbFunc pCb,
                                      void *pCallbackTag, const CpaCyKptEcdsaSignRSOpData *pOpData,
                                      CpaBoolean *pSignStatus, CpaFlatBuffer *pR, CpaFlatBuffer *pS,
                                      CpaCyKptUnwrapContext *pKptUnwrapContext)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyNrbgGetEntropy(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pCb,
                                      void *pCallbackTag, const CpaCyNrbgOpData *pOpData, CpaFlatBuffer *pEntropy)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyRsaDpaDecrypt(const CpaInstanceHandle instanceHandle,
                                     const CpaCyGenFlatBufCbFunc pRsaDecryptCb, void *pCallbackTag,
                                     const CpaCyRsaDecryptOpData *pDecryptOpData,
                                     const CpaCyRsaDpaOpData *pDpaOpData, CpaFlatBuffer *pOutputData)
{
    return CPA_STATUS_UNSUPPORTED;
}

/* Instances made at run time: QATlib has none either. */
EMU_API CpaStatus icp_sal_userCyGetAvailableNumDynInstances(Cpa32U *pNumCyInstances)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_userCyInstancesAlloc(Cpa32U numCyInstances, CpaInstanceHandle *pCyInstances)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_userCyFreeInstances(Cpa32U numCyInstances, CpaInstanceHandle *pCyInstances)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_userCyGetAvailableNumDynInstancesByDevPkg(Cpa32U *pNumCyInstances, Cpa32U devPkgID)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_userCyGetAvailableNumDynInstancesByPkgAccel(Cpa32U *pNumCyInstances, Cpa32U devPkgID,
                                                                      Cpa32U accelerator_number)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_userCyInstancesAllocByDevPkg(Cpa32U numCyInstances, CpaInstanceHandle *pCyInstances,
                                                       Cpa32U devPkgID)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_userCyInstancesAllocByPkgAccel(Cpa32U numCyInstances, CpaInstanceHandle *pCyInstances,
                                                         Cpa32U devPkgID, Cpa32U accelerator_number)
{
    return CPA_STATUS_UNSUPPORTED;
}

/* QAT shim: cryptography that is not emulated. Programs that mention it link and are refused. */
#include "cpa_cy_drbg.h"
#include "cpa_cy_dsa.h"
#include "cpa_cy_ec.h"
#include "cpa_cy_ecdsa.h"
#include "cpa_cy_ecsm2.h"
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

EMU_API CpaStatus cpaCyDsaGenPParam(const CpaInstanceHandle instanceHandle, const CpaCyDsaGenCbFunc pCb,
                                    void *pCallbackTag, const CpaCyDsaPParamGenOpData *pOpData,
                                    CpaBoolean *pProtocolStatus, CpaFlatBuffer *pP)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyDsaGenGParam(const CpaInstanceHandle instanceHandle, const CpaCyDsaGenCbFunc pCb,
                                    void *pCallbackTag, const CpaCyDsaGParamGenOpData *pOpData,
                                    CpaBoolean *pProtocolStatus, CpaFlatBuffer *pG)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyDsaGenYParam(const CpaInstanceHandle instanceHandle, const CpaCyDsaGenCbFunc pCb,
                                    void *pCallbackTag, const CpaCyDsaYParamGenOpData *pOpData,
                                    CpaBoolean *pProtocolStatus, CpaFlatBuffer *pY)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyDsaSignR(const CpaInstanceHandle instanceHandle, const CpaCyDsaGenCbFunc pCb,
                                void *pCallbackTag, const CpaCyDsaRSignOpData *pOpData,
                                CpaBoolean *pProtocolStatus, CpaFlatBuffer *pR)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyDsaSignS(const CpaInstanceHandle instanceHandle, const CpaCyDsaGenCbFunc pCb,
                                void *pCallbackTag, const CpaCyDsaSSignOpData *pOpData,
                                CpaBoolean *pProtocolStatus, CpaFlatBuffer *pS)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyDsaSignRS(const CpaInstanceHandle instanceHandle, const CpaCyDsaRSSignCbFunc pCb,
                                 void *pCallbackTag, const CpaCyDsaRSSignOpData *pOpData,
                                 CpaBoolean *pProtocolStatus, CpaFlatBuffer *pR, CpaFlatBuffer *pS)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyDsaVerify(const CpaInstanceHandle instanceHandle, const CpaCyDsaVerifyCbFunc pCb,
                                 void *pCallbackTag, const CpaCyDsaVerifyOpData *pOpData, CpaBoolean *pVerifyStatus)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyDsaQueryStats(const CpaInstanceHandle instanceHandle, CpaCyDsaStats *pDsaStats)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyDsaQueryStats64(const CpaInstanceHandle instanceHandle, CpaCyDsaStats64 *pDsaStats)
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

EMU_API CpaStatus cpaCyEcsm2PointMultiply(const CpaInstanceHandle instanceHandle,
                                          const CpaCyEcPointMultiplyCbFunc pCb, void *pCallbackTag,
                                          const CpaCyEcsm2PointMultiplyOpData *pOpData,
                                          CpaBoolean *pMultiplyStatus, CpaFlatBuffer *pXk, CpaFlatBuffer *pYk)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyEcsm2GeneratorMultiply(const CpaInstanceHandle instanceHandle,
                                              const CpaCyEcPointMultiplyCbFunc pCb, void *pCallbackTag,
                                              const CpaCyEcsm2GeneratorMultiplyOpData *pOpData,
                                              CpaBoolean *pMultiplyStatus, CpaFlatBuffer *pXk, CpaFlatBuffer *pYk)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyEcsm2PointVerify(const CpaInstanceHandle instanceHandle, const CpaCyEcPointVerifyCbFunc pCb,
                                        void *pCallbackTag, const CpaCyEcsm2PointVerifyOpData *pOpData,
                                        CpaBoolean *pVerifyStatus)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyEcsm2Sign(const CpaInstanceHandle instanceHandle, const CpaCyEcsm2SignCbFunc pCb,
                                 void *pCallbackTag, const CpaCyEcsm2SignOpData *pOpData, CpaBoolean *pSignStatus,
                                 CpaFlatBuffer *pR, CpaFlatBuffer *pS)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyEcsm2Verify(const CpaInstanceHandle instanceHandle, const CpaCyEcsm2VerifyCbFunc pCb,
                                   void *pCallbackTag, const CpaCyEcsm2VerifyOpData *pOpData,
                                   CpaBoolean *pVerifyStatus)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyEcsm2Encrypt(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pCb,
                                    void *pCallbackTag, const CpaCyEcsm2EncryptOpData *pOpData,
                                    CpaCyEcsm2EncryptOutputData *pOutputData)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyEcsm2Decrypt(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pCb,
                                    void *pCallbackTag, const CpaCyEcsm2DecryptOpData *pOpData,
                                    CpaCyEcsm2DecryptOutputData *pOutputData)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyEcsm2KeyExPhase1(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pCb,
                                        void *pCallbackTag, const CpaCyEcsm2KeyExPhase1OpData *pOpData,
                                        CpaCyEcsm2KeyExOutputData *pOutputData)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyEcsm2KeyExPhase2(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pCb,
                                        void *pCallbackTag, const CpaCyEcsm2KeyExPhase2OpData *pOpData,
                                        CpaCyEcsm2KeyExOutputData *pOutputData)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyEcsm2QueryStats64(const CpaInstanceHandle instanceHandle, CpaCyEcsm2Stats64 *pEcsm2Stats)
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

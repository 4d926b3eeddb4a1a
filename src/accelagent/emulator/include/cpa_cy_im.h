/* Cryptography instances of the CPA interface; see cpa_cy_common.h. Names and values follow Intel QATlib (API 5.9); the text is AccelAgent's own. */
#ifndef CPA_CY_IM_H_
#define CPA_CY_IM_H_

#include "cpa_cy_common.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    CpaBoolean symSupported;
    CpaBoolean symDpSupported;
    CpaBoolean dhSupported;
    CpaBoolean dsaSupported;
    CpaBoolean rsaSupported;
    CpaBoolean ecSupported;
    CpaBoolean ecdhSupported;
    CpaBoolean ecdsaSupported;
    CpaBoolean keySupported;
    CpaBoolean lnSupported;
    CpaBoolean primeSupported;
    CpaBoolean drbgSupported;
    CpaBoolean nrbgSupported;
    CpaBoolean randSupported;
    CpaBoolean kptSupported;
    CpaBoolean hkdfSupported;
    CpaBoolean extAlgchainSupported;
    CpaBoolean ecEdMontSupported;
    CpaBoolean ecSm2Supported;
} CpaCyCapabilitiesInfo;

CpaStatus cpaCyStartInstance(CpaInstanceHandle instanceHandle);
CpaStatus cpaCyStopInstance(CpaInstanceHandle instanceHandle);
CpaStatus cpaCyQueryCapabilities(const CpaInstanceHandle instanceHandle, CpaCyCapabilitiesInfo *pCapInfo);
CpaStatus cpaCySetAddressTranslation(const CpaInstanceHandle instanceHandle, CpaVirtualToPhysical virtual2Physical);

#ifdef __cplusplus
}
#endif

#endif

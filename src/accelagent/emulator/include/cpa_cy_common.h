/* Cryptography part of the CPA interface: instances and what all its services share.
   Names and values follow Intel QATlib (API 5.9); the text is AccelAgent's own. */
#ifndef CPA_CY_COMMON_H
#define CPA_CY_COMMON_H

#include "cpa.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CPA_CY_API_VERSION_NUM_MAJOR (CPA_API_VERSION_NUM_MAJOR)
#define CPA_CY_API_VERSION_NUM_MINOR (CPA_API_VERSION_NUM_MINOR)
#define CPA_CY_API_VERSION_AT_LEAST(major, minor) CPA_API_VERSION_AT_LEAST(major, minor)
#define CPA_CY_API_VERSION_LESS_THAN(major, minor) CPA_API_VERSION_LESS_THAN(major, minor)

typedef enum { CPA_CY_PRIORITY_NORMAL = 1, CPA_CY_PRIORITY_HIGH } CpaCyPriority;

typedef void (*CpaCyGenericCbFunc)(void *pCallbackTag, CpaStatus status, void *pOpData);
typedef void (*CpaCyGenFlatBufCbFunc)(void *pCallbackTag, CpaStatus status, void *pOpdata, CpaFlatBuffer *pOut);
typedef void (*CpaCyInstanceNotificationCbFunc)(const CpaInstanceHandle instanceHandle, void *pCallbackTag,
                                                const CpaInstanceEvent instanceEvent);

CpaStatus cpaCyGetNumInstances(Cpa16U *pNumInstances);
CpaStatus cpaCyGetInstances(Cpa16U numInstances, CpaInstanceHandle *cyInstances);
CpaStatus cpaCyInstanceGetInfo(const CpaInstanceHandle instanceHandle, CpaInstanceInfo *pInstanceInfo);
CpaStatus cpaCyInstanceGetInfo2(const CpaInstanceHandle instanceHandle, CpaInstanceInfo2 *pInstanceInfo2);
CpaStatus cpaCyInstanceSetNotificationCb(const CpaInstanceHandle instanceHandle,
                                         const CpaCyInstanceNotificationCbFunc pInstanceNotificationCb,
                                         void *pCallbackTag);
CpaStatus cpaCyBufferListGetMetaSize(const CpaInstanceHandle instanceHandle, Cpa32U numBuffers, Cpa32U *pSizeInBytes);
CpaStatus cpaCyGetStatusText(const CpaInstanceHandle instanceHandle, CpaStatus errStatus, Cpa8S *pStatusText);

#ifdef __cplusplus
}
#endif

#endif

/* Rate limiting of the CPA interface. Names and values follow Intel QATlib (API 5.9); the text is AccelAgent's own. */
#ifndef CPA_RL_H
#define CPA_RL_H

#include "cpa.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    CPA_STATUS_RL_FAIL = -1,
    CPA_STATUS_RL_FAIL_IO = -2,
    CPA_STATUS_RL_NOT_ENABLED = -3,
    CPA_STATUS_RL_INVALID_CIR_PIR = -4,
    CPA_STATUS_RL_SLA_NOT_CONFIGURED = -5
} CpaRlError;

typedef void *CpaRlQpHandle;
typedef void *CpaRlPropertiesHandle;

typedef struct {
    CpaAccelerationServiceType svcType;
    Cpa32U cir, pir;
} CpaUserSla;

/* The in-tree library refuses all of them: limits are set through sysfs there. */
CpaStatus cpaGetDevRlPropertiesHandle(Cpa16U devIdx, const CpaAccelerationServiceType svcType,
                                      CpaRlPropertiesHandle *handle, CpaRlError *rlError);
CpaStatus cpaRlPropGetNumInterfaces(const CpaRlPropertiesHandle handle, Cpa32U *totalSlaInterfaces,
                                    Cpa32U *remSlaInterfaces, CpaRlError *rlError);
CpaStatus cpaGetDevRlPropSlaCir(const CpaRlPropertiesHandle handle, Cpa32U *totalCir, Cpa32U *remCir, CpaRlError *rlError);
CpaStatus cpaGetDevRlPropSlaPir(const CpaRlPropertiesHandle handle, Cpa32U *totalPir, Cpa32U *totalAssignedPir,
                                CpaRlError *rlError);
CpaStatus cpaGetInstanceRlSlaPir(const CpaInstanceHandle handle, Cpa32U *pirSetting, CpaRlError *rlError);
CpaStatus cpaGetInstanceRlSlaCir(const CpaInstanceHandle handle, Cpa32U *cirSetting, CpaRlError *rlError);
CpaStatus cpaRlGetQpNumHandles(Cpa32U devIdx, CpaAccelerationServiceType svcType, Cpa8U *numHandles, CpaRlError *rlError);
CpaStatus cpaRlGetQpHandles(Cpa32U devIdx, CpaAccelerationServiceType svcType, CpaRlQpHandle *handles, CpaRlError *rlError);
CpaStatus cpaSetRlSla(CpaRlQpHandle handle, CpaUserSla *sla, CpaRlError *rlError);
CpaStatus cpaDeleteRlSla(CpaRlQpHandle handle, CpaRlError *rlStatus);
CpaStatus cpaGetRlSla(const CpaRlQpHandle handle, CpaUserSla *sla, CpaRlError *rlError);
CpaStatus cpaEnableRateLimiting(Cpa32U devIdx, CpaRlError *rlError);
CpaStatus cpaDisableRateLimiting(Cpa32U devIdx, CpaRlError *rlError);

#ifdef __cplusplus
}
#endif

#endif

/* User-space start and stop of the QAT driver library. Names follow Intel QATlib; the text is AccelAgent's own. */
#ifndef ICP_SAL_USER_H
#define ICP_SAL_USER_H

#include "cpa_dc.h"
#include "icp_sal.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Starts are counted; the last stop ends the library in this process. A forked child starts for itself. */
CpaStatus icp_sal_userStart(const char *pProcessName);
CpaStatus icp_sal_userStartMultiProcess(const char *pProcessName, CpaBoolean limitDevAccess); /* older call */
CpaStatus icp_sal_userStop(void);
CpaBoolean icp_sal_userIsQatAvailable(void);

/* --- devices --- */

#define CPA_DEVICE_GEN_LEN 16

typedef struct {
    Cpa32U pkg_id;
    Cpa16U domain;
    Cpa16U bdf;
    char device_gen[CPA_DEVICE_GEN_LEN + 1];
} CpaPfInfo;

CpaStatus icp_sal_get_num_pfs(Cpa16U *pNumPFs);
CpaStatus icp_sal_get_pf_info(CpaPfInfo *pPf_info); /* room for as many as icp_sal_get_num_pfs says */
CpaStatus icp_sal_find_new_devices(void);
CpaStatus icp_sal_poll_device_events(void); /* tells notification callbacks about a reset */
CpaStatus icp_sal_check_device(Cpa32U packageId);
CpaStatus icp_sal_check_all_devices(void);
CpaStatus icp_sal_reset_device(Cpa32U accelId);
CpaStatus icp_sal_heartbeat_simulate_failure(Cpa32U packageId);

/* --- what QATlib itself answers with CPA_STATUS_UNSUPPORTED --- */

CpaStatus icp_sal_userDcGetAvailableNumDynInstances(Cpa32U *pNumDcInstances);
CpaStatus icp_sal_userDcGetAvailableNumDynInstancesByDevPkg(Cpa32U *pNumDcInstances, Cpa32U devPkgID);
CpaStatus icp_sal_userDcInstancesAlloc(Cpa32U numDcInstances, CpaInstanceHandle *pDcInstances);
CpaStatus icp_sal_userDcInstancesAllocByDevPkg(Cpa32U numDcInstances, CpaInstanceHandle *pDcInstances,
                                               Cpa32U devPkgID);
CpaStatus icp_sal_userDcFreeInstances(Cpa32U numDcInstances, CpaInstanceHandle *pDcInstances);
CpaStatus icp_sal_userCyGetAvailableNumDynInstances(Cpa32U *pNumCyInstances);
CpaStatus icp_sal_userCyGetAvailableNumDynInstancesByDevPkg(Cpa32U *pNumCyInstances, Cpa32U devPkgID);
CpaStatus icp_sal_userCyGetAvailableNumDynInstancesByPkgAccel(Cpa32U *pNumCyInstances, Cpa32U devPkgID,
                                                              Cpa32U accelerator_number);
CpaStatus icp_sal_userCyInstancesAllocByDevPkg(Cpa32U numCyInstances, CpaInstanceHandle *pCyInstances, Cpa32U devPkgID);
CpaStatus icp_sal_userCyInstancesAllocByPkgAccel(Cpa32U numCyInstances, CpaInstanceHandle *pCyInstances, Cpa32U devPkgID,
                                                 Cpa32U accelerator_number);
CpaStatus icp_sal_userCyInstancesAlloc(Cpa32U numCyInstances, CpaInstanceHandle *pCyInstances);
CpaStatus icp_sal_userCyFreeInstances(Cpa32U numCyInstances, CpaInstanceHandle *pCyInstances);
CpaStatus icp_sal_userSendMsgToVf(Cpa32U accelId, Cpa32U vfNum, Cpa32U message);
CpaStatus icp_sal_userSendMsgToPf(Cpa32U accelId, Cpa32U message);
CpaStatus icp_sal_userGetMsgFromVf(Cpa32U accelId, Cpa32U vfNum, Cpa32U *message, Cpa32U *messageCounter);
CpaStatus icp_sal_userGetMsgFromPf(Cpa32U accelId, Cpa32U *message, Cpa32U *messageCounter);
CpaStatus icp_sal_userGetPfVfcommsStatus(CpaBoolean *unreadMessage);
CpaStatus icp_sal_cnv_simulate_error(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle);
CpaStatus icp_sal_ns_cnv_simulate_error(CpaInstanceHandle dcInstance);
CpaStatus icp_sal_ns_cnv_reset_error(CpaInstanceHandle dcInstance);

#ifdef __cplusplus
}
#endif

#endif

/* Polling of QAT instances. Names follow Intel QATlib; the text is AccelAgent's own. */
#ifndef ICP_SAL_POLL_H
#define ICP_SAL_POLL_H

#include "cpa.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Delivers up to response_quota completions (0: all that are there); CPA_STATUS_RETRY when there are none. */
CpaStatus icp_sal_DcPollInstance(CpaInstanceHandle instanceHandle, Cpa32U response_quota);
CpaStatus icp_sal_DcPollDpInstance(CpaInstanceHandle dcInstance, Cpa32U responseQuota);

/* A bank is an instance of the device `accelId`. */
CpaStatus icp_sal_pollBank(Cpa32U accelId, Cpa32U bank_number, Cpa32U response_quota);
CpaStatus icp_sal_pollAllBanks(Cpa32U accelId, Cpa32U response_quota);

/* A descriptor for poll, select or epoll, once the instance answers by event (cpaInstanceSetResponseMode). */
CpaStatus icp_sal_DcGetFileDescriptor(CpaInstanceHandle instanceHandle, int *fd);
CpaStatus icp_sal_DcPutFileDescriptor(CpaInstanceHandle instanceHandle, int fd);

/* Cryptography: the emulated device has none, so no handle is right here. */
CpaStatus icp_sal_CyPollInstance(CpaInstanceHandle instanceHandle, Cpa32U response_quota);
CpaStatus icp_sal_CyPollSymRing(CpaInstanceHandle instanceHandle, Cpa32U response_quota);
CpaStatus icp_sal_CyPollAsymRing(CpaInstanceHandle instanceHandle, Cpa32U response_quota);
CpaStatus icp_sal_CyPollDpInstance(const CpaInstanceHandle instanceHandle, const Cpa32U response_quota);
CpaStatus icp_sal_CyGetFileDescriptor(CpaInstanceHandle instanceHandle, int *fd);
CpaStatus icp_sal_CyPutFileDescriptor(CpaInstanceHandle instanceHandle, int fd);

#ifdef __cplusplus
}
#endif

#endif

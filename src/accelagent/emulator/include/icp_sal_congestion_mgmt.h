/* Requests in flight, of cryptography only. Names follow Intel QATlib; the text is AccelAgent's own. */
#ifndef ICP_SAL_CONGESTION_MGMT_H
#define ICP_SAL_CONGESTION_MGMT_H

#include "cpa.h"

#ifdef __cplusplus
extern "C" {
#endif

CpaStatus icp_sal_SymGetInflightRequests(CpaInstanceHandle instanceHandle, Cpa32U *maxInflightRequests,
                                         Cpa32U *numInflightRequests);
CpaStatus icp_sal_AsymGetInflightRequests(CpaInstanceHandle instanceHandle, Cpa32U *maxInflightRequests,
                                          Cpa32U *numInflightRequests);
CpaStatus icp_sal_dp_SymGetInflightRequests(CpaInstanceHandle instanceHandle, Cpa32U *maxInflightRequests,
                                            Cpa32U *numInflightRequests);

#ifdef __cplusplus
}
#endif

#endif

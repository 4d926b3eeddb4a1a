/* Injected and counted request errors. Names follow Intel QATlib; the text is AccelAgent's own. */
#ifndef ICP_SAL_H
#define ICP_SAL_H

#include "cpa.h"

#ifdef __cplusplus
extern "C" {
#endif

CpaStatus icp_sal_dc_simulate_error(Cpa8U numErrors, Cpa8S dcError); /* CPA_STATUS_UNSUPPORTED: see --faults */
Cpa64U icp_sal_get_dc_error(Cpa8S dcError); /* how many requests have ended with this CpaDcReqStatus */

#ifdef __cplusplus
}
#endif

#endif

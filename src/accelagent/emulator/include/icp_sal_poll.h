/* Polling of QAT instances. Names follow Intel QATlib; the text is AccelAgent's own. */
#ifndef ICP_SAL_POLL_H
#define ICP_SAL_POLL_H

#include "cpa.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Delivers up to response_quota completions (0: all that are there); CPA_STATUS_RETRY when there are none. */
CpaStatus icp_sal_DcPollInstance(CpaInstanceHandle instanceHandle, Cpa32U response_quota);

#ifdef __cplusplus
}
#endif

#endif

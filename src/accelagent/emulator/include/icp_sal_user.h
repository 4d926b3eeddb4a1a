/* User-space start and stop of the QAT driver library. Names follow Intel QATlib; the text is AccelAgent's own. */
#ifndef ICP_SAL_USER_H
#define ICP_SAL_USER_H

#include "cpa_dc.h"

#ifdef __cplusplus
extern "C" {
#endif

CpaStatus icp_sal_userStart(const char *pProcessName);
CpaStatus icp_sal_userStartMultiProcess(const char *pProcessName, CpaBoolean limitDevAccess); /* older call */
CpaStatus icp_sal_userStop(void);
CpaBoolean icp_sal_userIsQatAvailable(void);

#ifdef __cplusplus
}
#endif

#endif

/* Versions of a QAT device. Names follow Intel QATlib; the text is AccelAgent's own. */
#ifndef ICP_SAL_VERSIONS_H_
#define ICP_SAL_VERSIONS_H_

#include "cpa.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ICP_SAL_VERSIONS_FW_VERSION_SIZE 16
#define ICP_SAL_VERSIONS_SW_VERSION_SIZE 16
#define ICP_SAL_VERSIONS_MMP_VERSION_SIZE 16
#define ICP_SAL_VERSIONS_HW_VERSION_SIZE 4

typedef struct icp_sal_dev_version_info_s {
    Cpa32U devId;
    Cpa8U firmwareVersion[ICP_SAL_VERSIONS_FW_VERSION_SIZE];
    Cpa8U mmpVersion[ICP_SAL_VERSIONS_MMP_VERSION_SIZE];
    Cpa8U softwareVersion[ICP_SAL_VERSIONS_SW_VERSION_SIZE];
    Cpa8U hardwareVersion[ICP_SAL_VERSIONS_HW_VERSION_SIZE];
} icp_sal_dev_version_info_t;

CpaStatus icp_sal_getDevVersionInfo(Cpa32U accelId, icp_sal_dev_version_info_t *pVerInfo);

#ifdef __cplusplus
}
#endif

#endif

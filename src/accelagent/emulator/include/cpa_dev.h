/* Devices behind the CPA interface. Names follow Intel QATlib; the text is AccelAgent's own. */
#ifndef CPA_DEV_H
#define CPA_DEV_H

#include "cpa.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    Cpa32U sku;
    Cpa16U bdf; /* bus << 8 | device << 3 | function */
    Cpa32U deviceId;
    Cpa32U numaNode;
    CpaBoolean isVf;
    CpaBoolean dcEnabled;
    CpaBoolean cySymEnabled;
    CpaBoolean cyAsymEnabled;
    CpaBoolean inlineEnabled;
    Cpa32U deviceMemorySizeAvailable;
} CpaDeviceInfo;

CpaStatus cpaGetNumDevices(Cpa16U *numDevices);
CpaStatus cpaGetDeviceInfo(Cpa16U device, CpaDeviceInfo *deviceInfo);

#ifdef __cplusplus
}
#endif

#endif

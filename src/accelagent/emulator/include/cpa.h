/* Common part of the CPA interface: status codes, buffers, instances.
   Names, values and struct layouts follow Intel QATlib (API 5.9); the text is AccelAgent's own. */
#ifndef CPA_QAT_H
#define CPA_QAT_H

#include "cpa_types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CPA_API_VERSION_NUM_MAJOR (5)
#define CPA_API_VERSION_NUM_MINOR (9)
#define CPA_API_VERSION_AT_LEAST(major, minor)                                                                \
    (CPA_API_VERSION_NUM_MAJOR > (major) ||                                                                   \
     (CPA_API_VERSION_NUM_MAJOR == (major) && CPA_API_VERSION_NUM_MINOR >= (minor)))
#define CPA_API_VERSION_LESS_THAN(major, minor) (!CPA_API_VERSION_AT_LEAST(major, minor))

typedef Cpa32S CpaStatus;

#define CPA_STATUS_SUCCESS (0)
#define CPA_STATUS_FAIL (-1)
#define CPA_STATUS_RETRY (-2)         /* ring full, nothing to poll, or still in use: try again */
#define CPA_STATUS_RESOURCE (-3)
#define CPA_STATUS_INVALID_PARAM (-4)
#define CPA_STATUS_FATAL (-5)
#define CPA_STATUS_UNSUPPORTED (-6)
#define CPA_STATUS_RESTARTING (-7)    /* the device is being reset */

#define CPA_STATUS_MAX_STR_LENGTH_IN_BYTES (255)
#define CPA_STATUS_STR_SUCCESS ("Operation was successful:")
#define CPA_STATUS_STR_FAIL ("General or unspecified error occurred:")
#define CPA_STATUS_STR_RETRY ("Recoverable error occurred:")
#define CPA_STATUS_STR_RESOURCE ("Required resource unavailable:")
#define CPA_STATUS_STR_INVALID_PARAM ("Invalid parameter supplied:")
#define CPA_STATUS_STR_FATAL ("Fatal error has occurred:")
#define CPA_STATUS_STR_UNSUPPORTED ("Operation not supported:")

/* --- memory --- */

typedef Cpa64U CpaPhysicalAddr;
typedef CpaPhysicalAddr (*CpaVirtualToPhysical)(void *pVirtualAddr); /* 0: not device memory */

typedef struct {
    Cpa32U dataLenInBytes;
    Cpa8U *pData;
} CpaFlatBuffer;

typedef struct {
    Cpa32U numBuffers;
    CpaFlatBuffer *pBuffers;
    void *pUserData;
    void *pPrivateMetaData; /* device memory of the size cpaDcBufferListGetMetaSize() names */
} CpaBufferList;

typedef struct {
    Cpa32U dataLenInBytes;
    Cpa32U reserved;
    CpaPhysicalAddr bufferPhysAddr;
} CpaPhysFlatBuffer;

/* A buffer list as the device reads it, for the data plane: in pinned memory, 8-byte aligned. */
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc99-extensions" /* the vendor's layout, in C++ as well */
#endif
typedef struct {
    Cpa64U reserved0;
    Cpa32U numBuffers;
    Cpa32U reserved1;
    __extension__ CpaPhysFlatBuffer flatBuffers[];
} CpaPhysBufferList;
#if defined(__clang__)
#pragma clang diagnostic pop
#endif

typedef struct {
    Cpa64U polynomial;
    Cpa64U initialValue;
    CpaBoolean reflectIn;
    CpaBoolean reflectOut;
    Cpa64U xorOut;
} CpaCrcControlData;

#define CPA_DP_BUFLIST ((Cpa32U)0xFFFFFFFF)

/* --- instances: one ring pair of a device each --- */

typedef void *CpaInstanceHandle;
#define CPA_INSTANCE_HANDLE_SINGLE ((CpaInstanceHandle)0)

typedef enum {
    CPA_INSTANCE_TYPE_CRYPTO = 0,
    CPA_INSTANCE_TYPE_DATA_COMPRESSION,
    CPA_INSTANCE_TYPE_RAID,
    CPA_INSTANCE_TYPE_XML,
    CPA_INSTANCE_TYPE_REGEX
} CpaInstanceType CPA_DEPRECATED;

typedef enum {
    CPA_ACC_SVC_TYPE_CRYPTO = 0,
    CPA_ACC_SVC_TYPE_DATA_COMPRESSION = 1,
    CPA_ACC_SVC_TYPE_RAID = 2,
    CPA_ACC_SVC_TYPE_XML = 3,
    CPA_ACC_SVC_TYPE_PATTERN_MATCH = 4,
    CPA_ACC_SVC_TYPE_VIDEO_ANALYTICS = 4, /* the vendor's enumeration has both names on 4 */
    CPA_ACC_SVC_TYPE_CRYPTO_ASYM = 5,
    CPA_ACC_SVC_TYPE_CRYPTO_SYM = 6,
    CPA_ACC_SVC_TYPE_DATA_DECOMPRESSION = 7
} CpaAccelerationServiceType;

typedef enum { CPA_INSTANCE_STATE_INITIALISED = 0, CPA_INSTANCE_STATE_SHUTDOWN } CpaInstanceState CPA_DEPRECATED;

typedef enum { CPA_OPER_STATE_DOWN = 0, CPA_OPER_STATE_UP } CpaOperationalState;

typedef enum {
    CPA_INSTANCE_EVENT_RESTARTING = 0,
    CPA_INSTANCE_EVENT_RESTARTED,
    CPA_INSTANCE_EVENT_FATAL_ERROR
} CpaInstanceEvent;

#define CPA_INSTANCE_MAX_NAME_SIZE_IN_BYTES 64
#define CPA_INSTANCE_MAX_ID_SIZE_IN_BYTES 128
#define CPA_INSTANCE_MAX_VERSION_SIZE_IN_BYTES 64
#define CPA_INST_VENDOR_NAME_SIZE CPA_INSTANCE_MAX_NAME_SIZE_IN_BYTES
#define CPA_INST_PART_NAME_SIZE CPA_INSTANCE_MAX_NAME_SIZE_IN_BYTES
#define CPA_INST_SW_VERSION_SIZE CPA_INSTANCE_MAX_VERSION_SIZE_IN_BYTES
#define CPA_INST_NAME_SIZE CPA_INSTANCE_MAX_NAME_SIZE_IN_BYTES
#define CPA_INST_ID_SIZE CPA_INSTANCE_MAX_ID_SIZE_IN_BYTES
#define CPA_MAX_CORES 4096

typedef struct {
    CpaInstanceType type;
    CpaInstanceState state;
    Cpa8U name[CPA_INSTANCE_MAX_NAME_SIZE_IN_BYTES];
    Cpa8U version[CPA_INSTANCE_MAX_VERSION_SIZE_IN_BYTES];
} CpaInstanceInfo CPA_DEPRECATED;

typedef struct {
    Cpa16U packageId;
    Cpa16U acceleratorId;
    Cpa16U executionEngineId;
    Cpa16U busAddress;
    Cpa32U kptAcHandle;
} CpaPhysicalInstanceId;

typedef struct {
    CpaAccelerationServiceType accelerationServiceType;
    Cpa8U vendorName[CPA_INST_VENDOR_NAME_SIZE];
    Cpa8U partName[CPA_INST_PART_NAME_SIZE];
    Cpa8U swVersion[CPA_INST_SW_VERSION_SIZE];
    Cpa8U instName[CPA_INST_NAME_SIZE];
    Cpa8U instID[CPA_INST_ID_SIZE];
    CpaPhysicalInstanceId physInstId;
    CPA_BITMAP(coreAffinity, CPA_MAX_CORES);
    Cpa32U nodeAffinity;
    CpaOperationalState operState;
    CpaBoolean requiresPhysicallyContiguousMemory;
    CpaBoolean isPolled;
    CpaBoolean isOffloaded;
} CpaInstanceInfo2;

/* How a program learns of completions: by polling alone, or by a file descriptor that becomes readable. */
typedef enum { CPA_INST_RX_NOTIFY_NONE = 1, CPA_INST_RX_NOTIFY_BY_EVENT = 2 } CpaInstanceResponseMode;

typedef enum {
    CPA_INST_ALLOC_NONE = 0,
    CPA_INST_ALLOC_PREFER_EXISTING,
    CPA_INST_ALLOC_PREFER_NEW
} CpaInstanceAllocPolicy;

typedef struct {
    Cpa32U coalescingTimerInNs;
    Cpa32U coalescingTimerMaxInNs;
    Cpa32U coalescingTimerGranularityInNs;
    Cpa32U reserved1;
    Cpa64U reserved2;
} CpaRxInterruptMetaData;

CpaStatus cpaGetNumInstances(const CpaAccelerationServiceType accelerationServiceType, Cpa16U *pNumInstances);
CpaStatus cpaGetInstances(const CpaAccelerationServiceType accelerationServiceType, Cpa16U numInstances,
                          CpaInstanceHandle *cpaInstances);
CpaStatus cpaInstanceSetResponseMode(const CpaInstanceHandle instanceHandle,
                                     const CpaAccelerationServiceType accelerationServiceType,
                                     const CpaInstanceResponseMode responseMode);
CpaStatus cpaInstanceGetResponseMode(const CpaInstanceHandle instanceHandle,
                                     const CpaAccelerationServiceType accelerationServiceType,
                                     CpaInstanceResponseMode *pResponseMode);
CpaStatus cpaInstanceGetRxInterruptMetaData(const CpaInstanceHandle instanceHandle,
                                            const CpaAccelerationServiceType accelerationServiceType,
                                            CpaRxInterruptMetaData *pInterruptData);
CpaStatus cpaInstanceSetIntCoalescingTimer(const CpaInstanceHandle instanceHandle,
                                           const CpaAccelerationServiceType accelerationServiceType,
                                           const Cpa32U coalescingTimerInNs);
CpaStatus cpaAllocInstance(const CpaAccelerationServiceType serviceType, const CpaInstanceAllocPolicy policy,
                           CpaInstanceHandle *pInstanceHandle); /* CPA_STATUS_UNSUPPORTED, as with QATlib */
CpaStatus cpaFreeInstance(CpaInstanceHandle instanceHandle);

#ifdef __cplusplus
}
#endif

#endif

/* What the cryptography clients need: started instances, pinned buffers, hexadecimal words. */
#ifndef CY_CLIENT_H
#define CY_CLIENT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpa_cy_im.h"
#include "cpa_cy_sym.h"
#include "icp_sal_poll.h"
#include "icp_sal_user.h"
#include "qae_mem.h"

#define CHECK(condition)                                                                                      \
    do {                                                                                                      \
        if (!(condition)) {                                                                                   \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                                   \
            exit(1);                                                                                          \
        }                                                                                                     \
    } while (0)
#define OK(call) CHECK((call) == CPA_STATUS_SUCCESS)

static CpaInstanceHandle instances[64];
static Cpa16U instance_count;

static inline void *pinned(size_t size)
{
    void *memory = qaeMemAllocNUMA(size > 0 ? size : 1, 0, 64);
    CHECK(memory != NULL);
    return memory;
}

static inline void start(void)
{
    OK(icp_sal_userStart("SSL"));
    OK(cpaCyGetNumInstances(&instance_count));
    CHECK(instance_count > 0 && instance_count <= 64);
    OK(cpaCyGetInstances(instance_count, instances));
    for (int i = 0; i < instance_count; i++) {
        OK(cpaCySetAddressTranslation(instances[i], (CpaVirtualToPhysical)qaeVirtToPhysNUMA));
        OK(cpaCyStartInstance(instances[i]));
    }
}

/* A word of hexadecimal digits, "-" for none; the length goes to *length, the bytes to pinned memory. */
static inline Cpa8U *unhex(const char *word, Cpa32U *length)
{
    Cpa32U n = strcmp(word, "-") == 0 ? 0 : (Cpa32U)(strlen(word) / 2);
    Cpa8U *bytes = pinned(n);
    for (Cpa32U i = 0; i < n; i++) {
        unsigned byte = 0;
        CHECK(sscanf(word + 2 * i, "%2x", &byte) == 1);
        bytes[i] = (Cpa8U)byte;
    }
    *length = n;
    return bytes;
}

static inline void put_hex(const Cpa8U *bytes, Cpa32U length)
{
    for (Cpa32U i = 0; i < length; i++) {
        printf("%02x", bytes[i]);
    }
    printf("%s", length == 0 ? "-" : "");
}

#endif

/* QATzip: memory and versions. */
#include <stdarg.h>
#include <stdio.h>

#include "qz.h"

QATZIP_API void *qzMalloc(size_t sz, int numa, int force_pinned)
{
    void *at = qz_start() == QZ_OK ? qaeMemAllocNUMA(sz, numa < 0 ? 0 : numa, 64) : NULL;
    return at == NULL && force_pinned != PINNED_MEM ? malloc(sz) : at;
}

QATZIP_API int qzMemFindAddr(unsigned char *a)
{
    return a != NULL && qaeVirtToPhysNUMA(a) != 0;
}

QATZIP_API void qzFree(void *m)
{
    if (m != NULL && qzMemFindAddr(m)) {
        qaeMemFreeNUMA(&m);
    } else {
        free(m);
    }
}

static QzLogLevel_T log_level = LOG_ERROR;

QATZIP_API QzLogLevel_T qzSetLogLevel(QzLogLevel_T level)
{
    return level > LOG_DEBUG3 ? __atomic_load_n(&log_level, __ATOMIC_RELAXED)
                              : __atomic_exchange_n(&log_level, level, __ATOMIC_RELAXED);
}

/* Not in the interface; the vendor's tools (qzip, qzstd) log by it. Without a level it is the tool's own output. */
QATZIP_API __attribute__((format(printf, 4, 5))) void logMessage(QzLogLevel_T level, const char *file, int line,
                                                                 const char *format, ...)
{
    va_list arguments;
    (void)file;
    (void)line;
    if (level > __atomic_load_n(&log_level, __ATOMIC_RELAXED)) {
        return;
    }
    va_start(arguments, format);
    vfprintf(level == LOG_NONE ? stdout : stderr, format, arguments);
    va_end(arguments);
}

/* --- versions --- */

static const struct {
    QzSoftwareComponentType_T type;
    const char *name;
    unsigned major, minor;
} parts[] = {
    {QZ_COMPONENT_USER_DRIVER, "emulated qatlib", 26, 8},
    {QZ_COMPONENT_QATZIP_API, "QATzip interface", QATZIP_API_VERSION_NUM_MAJOR, QATZIP_API_VERSION_NUM_MINOR},
    {QZ_COMPONENT_SOFTWARE_PROVIDER, "zlib", 1, 2},
};

#define PARTS (sizeof parts / sizeof *parts)

QATZIP_API int qzGetSoftwareComponentCount(unsigned int *num_elem)
{
    if (num_elem != NULL) {
        *num_elem = PARTS;
    }
    return num_elem == NULL ? QZ_PARAMS : QZ_OK;
}

QATZIP_API int qzGetSoftwareComponentVersionList(QzSoftwareVersionInfo_T *api_info, unsigned int *num_elem)
{
    if (api_info == NULL || num_elem == NULL || *num_elem < PARTS) {
        return QZ_PARAMS;
    }
    memset(api_info, 0, PARTS * sizeof *api_info);
    for (size_t i = 0; i < PARTS; i++) {
        api_info[i].component_type = parts[i].type;
        api_info[i].major_version = parts[i].major;
        api_info[i].minor_version = parts[i].minor;
        snprintf((char *)api_info[i].component_name, QZ_MAX_STRING_LENGTH, "%s", parts[i].name);
    }
    *num_elem = PARTS;
    return QZ_OK;
}

#ifndef QPL_UTILITY_H_
#define QPL_UTILITY_H_

#include "qpl/c_api/defs.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes that any input of this size fits into, without gzip or zlib wrapping; 0: too large. */
QPL_API(uint32_t, qpl_get_safe_deflate_compression_buffer_size, (uint32_t source_size))

#ifdef __cplusplus
}
#endif

#endif

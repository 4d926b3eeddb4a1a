#ifndef QPL_STATISTICS_HPP_
#define QPL_STATISTICS_HPP_

#include "qpl/c_api/defs.h"
#include "qpl/c_api/status.h"

#ifdef __cplusplus
extern "C" {
#endif

#define QPL_LITERALS_MATCHES_TABLE_SIZE 286U
#define QPL_DEFAULT_OFFSETS_NUMBER 30U
#define QPL_DEFAULT_LITERALS_NUMBER 257U

typedef enum { qpl_compression_mode = 0, qpl_gathering_mode = 1 } qpl_statistics_mode;

typedef struct {
    uint32_t literal_lengths[QPL_LITERALS_MATCHES_TABLE_SIZE];
    uint32_t reserved_literal_lengths[2U];
    uint32_t distances[QPL_DEFAULT_OFFSETS_NUMBER];
    uint32_t reserved_distances[2U];
} qpl_histogram;

/* Adds the tokens that compression at this level would emit. */
QPL_API(qpl_status, qpl_gather_deflate_statistics,
        (uint8_t * source_ptr, const uint32_t source_length, qpl_histogram *histogram_ptr,
         const qpl_compression_levels level, const qpl_path_t path))

#ifdef __cplusplus
}
#endif

#endif

#ifndef QPL_DICTIONARY_H_
#define QPL_DICTIONARY_H_

#include "qpl/c_api/defs.h"
#include "qpl/c_api/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct qpl_dictionary qpl_dictionary;

QPL_API(size_t, qpl_get_dictionary_size,
        (sw_compression_level sw_level, hw_compression_level hw_level, size_t raw_dict_size))
QPL_API(qpl_status, qpl_get_existing_dict_size, (qpl_dictionary * dict_ptr, size_t *destination))
QPL_API(qpl_status, qpl_build_dictionary,
        (qpl_dictionary * dict_ptr, sw_compression_level sw_level, hw_compression_level hw_level,
         const uint8_t *raw_dict_ptr, size_t raw_dict_size))
QPL_API(qpl_status, qpl_set_dictionary_id, (qpl_dictionary * dictionary_ptr, uint32_t dictionary_id))
QPL_API(qpl_status, qpl_get_dictionary_id, (qpl_dictionary * dictionary_ptr, uint32_t *destination))

#ifdef __cplusplus
}
#endif

#endif

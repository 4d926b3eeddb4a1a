#ifndef QPL_SERIALIZATION_H_
#define QPL_SERIALIZATION_H_

#include <stdint.h>

typedef enum { serialization_compact, serialization_raw } qpl_serialization_format_e;

typedef uint64_t serialization_flags_t;

typedef struct {
    qpl_serialization_format_e format;
    serialization_flags_t flags;
} serialization_options_t;

#define DEFAULT_SERIALIZATION_OPTIONS \
    {                                 \
        serialization_raw, 0          \
    }

#endif

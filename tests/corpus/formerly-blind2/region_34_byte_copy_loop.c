/* Portable message pump of a camera SDK: 12 MiB raw frames are moved by a
 * word loop because the first target had no libc. */
#include <stdint.h>
#include <stddef.h>

#define SENSOR_W 4096
#define SENSOR_H 3072

typedef struct {
    uint32_t words[SENSOR_W * SENSOR_H / 4];
    uint32_t seq;
} raw_frame;

void frame_handover(raw_frame *to, const raw_frame *from)
{
    size_t i;

    // region: copy
    for (i = 0; i < sizeof to->words / sizeof to->words[0]; i++)
        to->words[i] = from->words[i];
    to->seq = from->seq;
}

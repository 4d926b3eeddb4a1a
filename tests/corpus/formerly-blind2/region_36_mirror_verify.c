/* Mirror scrub: both legs of a RAID-1 are read in 2 MiB windows and compared;
 * equal in the overwhelming majority of cases. */
#include <stdint.h>
#include <string.h>

#define WINDOW (2 * 1024 * 1024)

struct leg { int fd; uint8_t *buf; };

extern int read_window(struct leg *l, uint64_t off, uint32_t len);
extern void repair(uint64_t off);

uint64_t scrub(struct leg legs[2], uint64_t size)
{
    uint64_t bad = 0;

    for (uint64_t off = 0; off + WINDOW <= size; off += WINDOW) {
        if (read_window(&legs[0], off, WINDOW) < 0 || read_window(&legs[1], off, WINDOW) < 0)
            continue;
        // region: compare
        if (memcmp(legs[0].buf, legs[1].buf, WINDOW) != 0) {
            bad++;
            repair(off);
        }
    }
    return bad;
}

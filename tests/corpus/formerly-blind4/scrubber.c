#include <string.h>
#include "volume.h"

#define SCRUB_UNIT (128 * 1024)
#define INFLIGHT   32

/* both copies have just been read from their disks with O_DIRECT */
unsigned scrub_window(struct volume *v, struct scrub_unit *u, unsigned n)
{
    unsigned bad = 0;

    for (unsigned i = 0; i < n && i < INFLIGHT; i++) {
        // region: compare async batch
        u[i].differs = memcmp(u[i].primary, u[i].mirror, SCRUB_UNIT);
    }
    for (unsigned i = 0; i < n && i < INFLIGHT; i++)
        if (u[i].differs) {
            volume_note_mismatch(v, u[i].lba);
            bad++;
        }
    return bad;
}

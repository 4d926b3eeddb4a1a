#include <string.h>
#include "hpool.h"

#define HUGE_2M (2UL * 1024 * 1024)

/* background thread: pages on the dirty list go to the clean list once they are zero */
void *hpool_scrubber(void *arg)
{
    struct hpool *hp = arg;
    struct hpage *batch[64];
    int n;

    while ((n = hpool_take_dirty(hp, batch, 64)) >= 0) {
        for (int i = 0; i < n; i++) {
            // region: fill async batch sync
            memset(batch[i]->va, 0, HUGE_2M);
        }
        hpool_give_clean(hp, batch, n);
    }
    return NULL;
}

/* Thin volume send: 1 MiB clusters that are all zero are sent as holes.  Most
 * clusters of a fresh volume are empty, so there is no early exit. */
#include <stddef.h>
#include <stdint.h>

#define CLUSTER (1u << 20)

extern int send_hole(uint64_t off, uint32_t len);
extern int send_data(uint64_t off, const void *p, uint32_t len);

static int cluster_empty(const uint64_t *w)
{
    uint64_t acc = 0;
    // region: compare
    for (size_t i = 0; i < CLUSTER / sizeof *w; i++)
        acc |= w[i];
    return acc == 0;
}

int send_volume(const uint8_t *base, uint64_t clusters)
{
    for (uint64_t c = 0; c < clusters; c++) {
        const uint8_t *p = base + c * CLUSTER;
        int rc = cluster_empty((const uint64_t *)p) ? send_hole(c * CLUSTER, CLUSTER)
                                                    : send_data(c * CLUSTER, p, CLUSTER);
        if (rc < 0)
            return rc;
    }
    return 0;
}

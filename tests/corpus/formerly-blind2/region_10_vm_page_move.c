/* Tiered-memory daemon: moves cold 2 MiB guest pages from DRAM to a far node.
 * The page was not touched for minutes, the target is pre-faulted. */
#include <stdint.h>
#include <string.h>

#define HPAGE (2ul << 20)

struct mig {
    void    *src;
    void    *dst;
    uint32_t guest;
    uint32_t state;
};

extern struct mig *mig_next(void);
extern int         write_protect(struct mig *m);
extern void        remap(struct mig *m);

unsigned long migrate_some(unsigned budget)
{
    unsigned long done = 0;
    struct mig *m;

    while (budget-- && (m = mig_next()) != NULL) {
        if (write_protect(m) < 0)
            continue;
        // region: copy memcpy offload
        memcpy(m->dst, m->src, HPAGE);
        remap(m);
        done++;
    }
    return done;
}

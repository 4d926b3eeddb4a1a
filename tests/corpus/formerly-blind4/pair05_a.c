#include <string.h>
#include <stdint.h>
#include <stddef.h>

#define PG_SHIFT 12
#define PG_SIZE  (1UL << PG_SHIFT)

struct mig_desc {
        void *src;
        void *dst;
};

extern void mig_remap(struct mig_desc *v, size_t nr);

/* moves a whole hot set to the other node; the mappings are switched afterwards */
void mig_drain(struct mig_desc *vec, size_t nr)
{
        size_t i;

        for (i = 0; i < nr; i++)
                // region: copy async batch min=4096
                memcpy(vec[i].dst, vec[i].src, PG_SIZE);

        mig_remap(vec, nr);
}

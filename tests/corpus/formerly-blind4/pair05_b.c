#include <string.h>
#include <stdint.h>
#include <stddef.h>

#define PG_SHIFT 12
#define PG_SIZE  (1UL << PG_SHIFT)

struct leaf {
        uint16_t nkeys;
        uint16_t flags;
        uint32_t right;
        uint64_t keys[1];
};

/* private copy of a tree node, which the caller is about to modify */
int leaf_own(const void *shared, void *priv, uint64_t key)
{
        struct leaf *lf = priv;

        // degrades: copy
        memcpy(priv, shared, PG_SIZE);

        for (int i = 0; i < lf->nkeys; i++)
                if (lf->keys[i] >= key)
                        return i;
        return lf->nkeys;
}

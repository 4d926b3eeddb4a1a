#include <isa-l/erasure_code.h>
#include "ecput.h"

/* k + m fragments of a stripe, fragment size comes from the placement policy */
int ec_put_stripe(struct ec_profile *pf, struct stripe *st)
{
    if (st->frag_len % 64)
        return EC_ALIGN;
    // degrades: erasure
    ec_encode_data(st->frag_len, pf->k, pf->m, pf->gftbls, st->data, st->coding);
    return stripe_submit(st);
}

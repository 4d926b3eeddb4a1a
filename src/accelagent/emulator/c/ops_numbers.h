/* Shared by the public-key operations: a request's numbers, and room for results, in one context. */
#ifndef EMU_OPS_NUMBERS_H
#define EMU_OPS_NUMBERS_H

#include <openssl/bn.h>

#include "ops_pke.h"

struct numbers {
    BN_CTX *context;
    BIGNUM *in[EMU_PKE_INPUTS];
    BIGNUM *result[3];
    bool good;
};

struct numbers pke_begin(const struct emu_pke *op);
int pke_put(const struct emu_span *to, const BIGNUM *number); /* right-aligned; -EINVAL: there is too little room */
int pke_finish(struct numbers *n, int rc);                    /* frees all; returns rc */

#endif

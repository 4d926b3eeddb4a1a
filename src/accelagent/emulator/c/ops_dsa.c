/* DSA (FIPS 186-4). */
#include <errno.h>

#include "ops_numbers.h"

/* in: X, Q; out: P = X - (X mod 2 Q) + 1, valid where it is a prime as long as X. */
int emu_pke_dsa_p(struct emu_pke *op)
{
    struct numbers n = pke_begin(op);
    BIGNUM *p = n.result[0], *t = n.result[1], *twice = n.result[2];
    bool good = n.good && !BN_is_zero(n.in[1]) && BN_lshift1(twice, n.in[1]) && BN_nnmod(t, n.in[0], twice, n.context) &&
                BN_sub(p, n.in[0], t) && BN_add_word(p, 1);
    op->verdict = good && BN_num_bits(p) == BN_num_bits(n.in[0]) && BN_check_prime(p, n.context, NULL) == 1;
    return pke_finish(&n, good ? pke_put(&op->out[0], p) : -EINVAL);
}

/* in: P, Q, H; out: G = H^((P - 1) / Q) mod P, valid where it is not 1. */
int emu_pke_dsa_g(struct emu_pke *op)
{
    struct numbers n = pke_begin(op);
    BIGNUM *g = n.result[0], *t = n.result[1];
    bool good = n.good && BN_sub(t, n.in[0], BN_value_one()) && BN_div(t, NULL, t, n.in[1], n.context) &&
                BN_mod_exp(g, n.in[2], t, n.in[0], n.context);
    op->verdict = good && !BN_is_one(g);
    return pke_finish(&n, good ? pke_put(&op->out[0], g) : -EINVAL);
}

/* r = (g^k mod p) mod q into result[0]. */
static bool sign_r(struct numbers *n, unsigned p, unsigned q, unsigned g, unsigned k)
{
    BIGNUM *r = n->result[0];
    return n->good && BN_mod_exp(r, n->in[g], n->in[k], n->in[p], n->context) && BN_nnmod(r, r, n->in[q], n->context) &&
           !BN_is_zero(r);
}

/* s = (z + x r) / k mod q into result[1]. */
static bool sign_s(struct numbers *n, const BIGNUM *q, const BIGNUM *x, const BIGNUM *k, const BIGNUM *r, const BIGNUM *z)
{
    BIGNUM *s = n->result[1], *inverse = n->result[2];
    return n->good && BN_mod_inverse(inverse, k, q, n->context) != NULL && BN_mod_mul(s, x, r, q, n->context) &&
           BN_mod_add(s, s, z, q, n->context) && BN_mod_mul(s, s, inverse, q, n->context) && !BN_is_zero(s);
}

/* in: P, Q, G, K. */
int emu_pke_dsa_r(struct emu_pke *op)
{
    struct numbers n = pke_begin(op);
    op->verdict = sign_r(&n, 0, 1, 2, 3) && pke_put(&op->out[0], n.result[0]) == 0;
    return pke_finish(&n, 0);
}

/* in: Q, X, K, R, Z. */
int emu_pke_dsa_s(struct emu_pke *op)
{
    struct numbers n = pke_begin(op);
    BIGNUM **in = n.in;
    op->verdict = sign_s(&n, in[0], in[1], in[2], in[3], in[4]) && pke_put(&op->out[0], n.result[1]) == 0;
    return pke_finish(&n, 0);
}

/* in: P, Q, G, X, K, Z. */
int emu_pke_dsa_rs(struct emu_pke *op)
{
    struct numbers n = pke_begin(op);
    BIGNUM **in = n.in;
    op->verdict = sign_r(&n, 0, 1, 2, 4) && sign_s(&n, in[1], in[3], in[4], n.result[0], in[5]) &&
                  pke_put(&op->out[0], n.result[0]) == 0 && pke_put(&op->out[1], n.result[1]) == 0;
    return pke_finish(&n, 0);
}

static bool in_order(const BIGNUM *number, const BIGNUM *order)
{
    return !BN_is_zero(number) && BN_cmp(number, order) < 0;
}

/* in: P, Q, G, Y, Z, R, S. Valid where (g^(z/s) y^(r/s) mod p) mod q = r. */
int emu_pke_dsa_verify(struct emu_pke *op)
{
    struct numbers n = pke_begin(op);
    BIGNUM **in = n.in, *u = n.result[0], *v = n.result[1], *w = n.result[2];
    op->verdict = n.good && in_order(in[5], in[1]) && in_order(in[6], in[1]) &&
                  BN_mod_inverse(w, in[6], in[1], n.context) != NULL && BN_mod_mul(u, in[4], w, in[1], n.context) &&
                  BN_mod_mul(v, in[5], w, in[1], n.context) && BN_mod_exp(u, in[2], u, in[0], n.context) &&
                  BN_mod_exp(v, in[3], v, in[0], n.context) && BN_mod_mul(u, u, v, in[0], n.context) &&
                  BN_nnmod(u, u, in[1], n.context) && BN_cmp(u, in[5]) == 0;
    return pke_finish(&n, 0);
}

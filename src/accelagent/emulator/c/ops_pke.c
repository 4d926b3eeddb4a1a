#include "ops_pke.h"

#include <errno.h>

#include "ops_crypto.h"
#include "ops_numbers.h"

struct numbers pke_begin(const struct emu_pke *op)
{
    struct numbers n = {.context = BN_CTX_new_ex(emu_crypto_library())};
    n.good = n.context != NULL;
    if (n.good) {
        BN_CTX_start(n.context);
    }
    for (unsigned i = 0; i < op->ins && n.good; i++) {
        n.in[i] = BN_CTX_get(n.context);
        n.good = n.in[i] != NULL && BN_bin2bn(op->in[i].data, (int)op->in[i].length, n.in[i]) != NULL;
    }
    for (int i = 0; i < 3 && n.good; i++) {
        n.result[i] = BN_CTX_get(n.context);
        n.good = n.result[i] != NULL;
    }
    return n;
}

static void pke_end(struct numbers *n)
{
    if (n->context != NULL) {
        BN_CTX_end(n->context);
        BN_CTX_free(n->context);
    }
}

int pke_put(const struct emu_span *to, const BIGNUM *number)
{
    return BN_bn2binpad(number, to->data, (int)to->length) >= 0 ? 0 : -EINVAL;
}

int pke_finish(struct numbers *n, int rc)
{
    pke_end(n);
    return rc;
}

/* --- modular arithmetic --- */

/* in: modulus, base, exponent. */
int emu_pke_mod_exp(struct emu_pke *op)
{
    struct numbers n = pke_begin(op);
    bool good = n.good && !BN_is_zero(n.in[0]) && BN_mod_exp(n.result[0], n.in[1], n.in[2], n.in[0], n.context);
    op->verdict = good;
    return pke_finish(&n, good ? pke_put(&op->out[0], n.result[0]) : -EINVAL);
}

/* in: A, modulus. */
int emu_pke_mod_inv(struct emu_pke *op)
{
    struct numbers n = pke_begin(op);
    bool good = n.good && BN_mod_inverse(n.result[0], n.in[0], n.in[1], n.context) != NULL;
    op->verdict = good;
    return pke_finish(&n, good ? pke_put(&op->out[0], n.result[0]) : -EINVAL);
}

/* in: candidate. */
int emu_pke_prime(struct emu_pke *op)
{
    struct numbers n = pke_begin(op);
    int prime = n.good ? BN_check_prime(n.in[0], n.context, NULL) : -1;
    op->verdict = prime == 1;
    return pke_finish(&n, prime >= 0 ? 0 : -EINVAL);
}

/* in: cipher text, p, q, dp, dq, qinv. */
int emu_pke_rsa_crt(struct emu_pke *op)
{
    struct numbers n = pke_begin(op);
    BIGNUM **in = n.in, *m1 = n.result[0], *m2 = n.result[1], *h = n.result[2];
    bool good = n.good && !BN_is_zero(in[1]) && !BN_is_zero(in[2]) && BN_mod_exp(m1, in[0], in[3], in[1], n.context) &&
                BN_mod_exp(m2, in[0], in[4], in[2], n.context) && BN_mod_sub(h, m1, m2, in[1], n.context) &&
                BN_mod_mul(h, h, in[5], in[1], n.context) && BN_mul(m1, h, in[2], n.context) && BN_add(m1, m1, m2);
    op->verdict = good;
    return pke_finish(&n, good ? pke_put(&op->out[0], m1) : -EINVAL);
}

/* in: p, q, e; out: n, d, and with the second representation dp, dq, qinv. */
int emu_pke_rsa_key(struct emu_pke *op)
{
    struct numbers n = pke_begin(op);
    BIGNUM *p1 = n.good ? BN_dup(n.in[0]) : NULL, *q1 = n.good ? BN_dup(n.in[1]) : NULL;
    BIGNUM *d = n.result[0], *t = n.result[1];
    bool good = p1 != NULL && q1 != NULL && BN_sub_word(p1, 1) && BN_sub_word(q1, 1) && BN_mul(t, p1, q1, n.context) &&
                BN_mod_inverse(d, n.in[2], t, n.context) != NULL && BN_mul(t, n.in[0], n.in[1], n.context) &&
                pke_put(&op->out[0], t) == 0 && pke_put(&op->out[1], d) == 0;
    if (good && op->outs > 2) {
        good = BN_mod(t, d, p1, n.context) && pke_put(&op->out[2], t) == 0 && BN_mod(t, d, q1, n.context) &&
               pke_put(&op->out[3], t) == 0 && BN_mod_inverse(t, n.in[1], n.in[0], n.context) != NULL &&
               pke_put(&op->out[4], t) == 0;
    }
    BN_free(p1);
    BN_free(q1);
    op->verdict = good;
    return pke_finish(&n, good ? 0 : -EINVAL);
}

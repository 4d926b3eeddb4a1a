/* Curves y^2 = x^3 + ax + b over prime fields and y^2 + xy = x^3 + ax^2 + b over binary ones, as the caller describes them. */
#include <openssl/ec.h>

#include "ops_numbers.h"

struct curve {
    struct numbers n;
    EC_GROUP *group;
    EC_POINT *point, *result;
    bool good;
};

static EC_GROUP *over(bool binary, const struct numbers *n, unsigned q, unsigned a, unsigned b)
{
#ifndef OPENSSL_NO_EC2M
    if (binary) {
        return EC_GROUP_new_curve_GF2m(n->in[q], n->in[a], n->in[b], n->context);
    }
#endif
    return binary ? NULL : EC_GROUP_new_curve_GFp(n->in[q], n->in[a], n->in[b], n->context);
}

static struct curve on_curve(const struct emu_pke *op, unsigned q, unsigned a, unsigned b)
{
    struct curve c = {.n = pke_begin(op)};
    c.group = c.n.good ? over((op->flags & EMU_PKE_BINARY) != 0, &c.n, q, a, b) : NULL;
    c.point = c.group != NULL ? EC_POINT_new(c.group) : NULL;
    c.result = c.group != NULL ? EC_POINT_new(c.group) : NULL;
    c.good = c.point != NULL && c.result != NULL;
    return c;
}

static int leave(struct curve *c, int rc)
{
    EC_POINT_free(c->point);
    EC_POINT_free(c->result);
    EC_GROUP_free(c->group);
    return pke_finish(&c->n, rc);
}

/* False as well for a point that is not on the curve. */
static bool at(struct curve *c, EC_POINT *point, unsigned x, unsigned y)
{
    return c->good && EC_POINT_set_affine_coordinates(c->group, point, c->n.in[x], c->n.in[y], c->n.context);
}

/* in: k, x, y, a, b, q. */
int emu_pke_point_multiply(struct emu_pke *op)
{
    struct curve c = on_curve(op, 5, 3, 4);
    bool good = at(&c, c.point, 1, 2) && EC_POINT_mul(c.group, c.result, NULL, c.point, c.n.in[0], c.n.context) &&
                EC_POINT_get_affine_coordinates(c.group, c.result, c.n.result[0], c.n.result[1], c.n.context) &&
                pke_put(&op->out[0], c.n.result[0]) == 0 && pke_put(&op->out[1], c.n.result[1]) == 0;
    op->verdict = good; /* the point at infinity has no coordinates: an invalid result, not an error */
    return leave(&c, 0);
}

/* in: x, y, a, b, q. */
int emu_pke_point_verify(struct emu_pke *op)
{
    struct curve c = on_curve(op, 4, 2, 3);
    op->verdict = at(&c, c.point, 0, 1);
    return leave(&c, 0);
}

/* r = (k G).x mod n into result[0]. */
static bool sign_r(struct curve *c, unsigned k, unsigned n)
{
    return EC_POINT_mul(c->group, c->result, NULL, c->point, c->n.in[k], c->n.context) &&
           EC_POINT_get_affine_coordinates(c->group, c->result, c->n.result[0], NULL, c->n.context) &&
           BN_nnmod(c->n.result[0], c->n.result[0], c->n.in[n], c->n.context) && !BN_is_zero(c->n.result[0]);
}

/* s = (m + d r) / k mod n into result[1]. */
static bool sign_s(struct numbers *n, const BIGNUM *m, const BIGNUM *d, const BIGNUM *r, const BIGNUM *k,
                   const BIGNUM *order)
{
    BIGNUM *s = n->result[1], *inverse = n->result[2];
    return BN_mod_inverse(inverse, k, order, n->context) != NULL && BN_mod_mul(s, d, r, order, n->context) &&
           BN_mod_add(s, s, m, order, n->context) && BN_mod_mul(s, s, inverse, order, n->context) && !BN_is_zero(s);
}

/* in: xg, yg, n, q, a, b, k. */
int emu_pke_ecdsa_r(struct emu_pke *op)
{
    struct curve c = on_curve(op, 3, 4, 5);
    op->verdict = at(&c, c.point, 0, 1) && sign_r(&c, 6, 2) && pke_put(&op->out[0], c.n.result[0]) == 0;
    return leave(&c, 0);
}

/* in: m, d, r, k, n. */
int emu_pke_ecdsa_s(struct emu_pke *op)
{
    struct numbers n = pke_begin(op);
    op->verdict = n.good && sign_s(&n, n.in[0], n.in[1], n.in[2], n.in[3], n.in[4]) && pke_put(&op->out[0], n.result[1]) == 0;
    return pke_finish(&n, 0);
}

/* in: xg, yg, n, q, a, b, k, m, d. */
int emu_pke_ecdsa_rs(struct emu_pke *op)
{
    struct curve c = on_curve(op, 3, 4, 5);
    BIGNUM **in = c.n.in;
    op->verdict = at(&c, c.point, 0, 1) && sign_r(&c, 6, 2) && sign_s(&c.n, in[7], in[8], c.n.result[0], in[6], in[2]) &&
                  pke_put(&op->out[0], c.n.result[0]) == 0 && pke_put(&op->out[1], c.n.result[1]) == 0;
    return leave(&c, 0);
}

/* x(u G + v P) mod n into result[2]. */
static bool combine(struct curve *c, const BIGNUM *u, const BIGNUM *v, const BIGNUM *order)
{
    EC_POINT *other = EC_POINT_new(c->group);
    bool good = other != NULL && at(c, other, 9, 10) &&
                EC_POINT_mul(c->group, other, NULL, other, v, c->n.context) &&
                EC_POINT_mul(c->group, c->result, NULL, c->point, u, c->n.context) &&
                EC_POINT_add(c->group, c->result, c->result, other, c->n.context) &&
                EC_POINT_get_affine_coordinates(c->group, c->result, c->n.result[2], NULL, c->n.context) &&
                BN_nnmod(c->n.result[2], c->n.result[2], order, c->n.context);
    EC_POINT_free(other);
    return good;
}

/* in: xg, yg, n, q, a, b, m, r, s, xp, yp. */
int emu_pke_ecdsa_verify(struct emu_pke *op)
{
    struct curve c = on_curve(op, 3, 4, 5);
    BIGNUM **in = c.n.in, *u = c.n.result[0], *v = c.n.result[1];
    op->verdict = at(&c, c.point, 0, 1) && !BN_is_zero(in[7]) && BN_cmp(in[7], in[2]) < 0 && !BN_is_zero(in[8]) &&
                  BN_cmp(in[8], in[2]) < 0 && BN_mod_inverse(v, in[8], in[2], c.n.context) != NULL &&
                  BN_mod_mul(u, in[6], v, in[2], c.n.context) && BN_mod_mul(v, in[7], v, in[2], c.n.context) &&
                  combine(&c, u, v, in[2]) && BN_cmp(c.n.result[2], in[7]) == 0;
    return leave(&c, 0);
}

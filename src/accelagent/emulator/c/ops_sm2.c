/* SM2 (GB/T 32918) on its one recommended curve: the arithmetic; hashes and key derivation are the caller's. */
#include <errno.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>

#include "ops_crypto.h"
#include "ops_numbers.h"

struct sm2 {
    struct numbers n;
    EC_GROUP *group;
    EC_POINT *a, *b;
    const BIGNUM *order;
    bool good;
};

static struct sm2 enter(const struct emu_pke *op)
{
    struct sm2 s = {.n = pke_begin(op)};
    s.group = s.n.good ? EC_GROUP_new_by_curve_name_ex(emu_crypto_library(), NULL, NID_sm2) : NULL;
    s.order = s.group != NULL ? EC_GROUP_get0_order(s.group) : NULL;
    s.a = s.group != NULL ? EC_POINT_new(s.group) : NULL;
    s.b = s.group != NULL ? EC_POINT_new(s.group) : NULL;
    s.good = s.a != NULL && s.b != NULL;
    return s;
}

static int leave(struct sm2 *s, int rc)
{
    EC_POINT_free(s->a);
    EC_POINT_free(s->b);
    EC_GROUP_free(s->group);
    return pke_finish(&s->n, rc);
}

/* False as well for a point that is not on the curve. */
static bool at(struct sm2 *s, EC_POINT *point, unsigned x, unsigned y)
{
    return s->good && EC_POINT_set_affine_coordinates(s->group, point, s->n.in[x], s->n.in[y], s->n.context);
}

/* to = k from; NULL: of the generator. */
static bool times(struct sm2 *s, EC_POINT *to, const EC_POINT *from, const BIGNUM *k)
{
    return s->good && (from == NULL ? EC_POINT_mul(s->group, to, k, NULL, NULL, s->n.context)
                                    : EC_POINT_mul(s->group, to, NULL, from, k, s->n.context));
}

static bool coordinates(struct sm2 *s, const EC_POINT *point, BIGNUM *x, BIGNUM *y)
{
    return EC_POINT_get_affine_coordinates(s->group, point, x, y, s->n.context);
}

static bool put_point(struct sm2 *s, struct emu_pke *op, unsigned out, const EC_POINT *point)
{
    BIGNUM *x = s->n.result[0], *y = s->n.result[1];
    return coordinates(s, point, x, y) && pke_put(&op->out[out], x) == 0 && pke_put(&op->out[out + 1], y) == 0;
}

/* in: k, and x, y unless the generator is meant. */
int emu_pke_sm2_multiply(struct emu_pke *op)
{
    struct sm2 s = enter(op);
    bool given = op->ins > 1;
    op->verdict = (!given || at(&s, s.a, 1, 2)) && times(&s, s.b, given ? s.a : NULL, s.n.in[0]) &&
                  put_point(&s, op, 0, s.b);
    return leave(&s, 0);
}

/* in: x, y. */
int emu_pke_sm2_verify_point(struct emu_pke *op)
{
    struct sm2 s = enter(op);
    op->verdict = at(&s, s.a, 0, 1);
    return leave(&s, 0);
}

/* in: k, e, d. r = e + (k G).x, s = (k - r d) / (1 + d), both mod n and valid only where r, r + k and s are not 0. */
int emu_pke_sm2_sign(struct emu_pke *op)
{
    struct sm2 s = enter(op);
    BIGNUM **in = s.n.in, *r = s.n.result[0], *t = s.n.result[1], *inverse = s.n.result[2];
    bool good = times(&s, s.a, NULL, in[0]) && coordinates(&s, s.a, r, NULL) &&
                BN_mod_add(r, r, in[1], s.order, s.n.context) && !BN_is_zero(r) &&
                BN_mod_add(t, r, in[0], s.order, s.n.context) && !BN_is_zero(t);
    good = good && BN_add(t, in[2], BN_value_one()) && BN_mod_inverse(inverse, t, s.order, s.n.context) != NULL &&
           BN_mod_mul(t, r, in[2], s.order, s.n.context) && BN_mod_sub(t, in[0], t, s.order, s.n.context) &&
           BN_mod_mul(t, t, inverse, s.order, s.n.context) && !BN_is_zero(t);
    op->verdict = good && pke_put(&op->out[0], r) == 0 && pke_put(&op->out[1], t) == 0;
    return leave(&s, 0);
}

static bool in_order(const BIGNUM *number, const BIGNUM *order)
{
    return !BN_is_zero(number) && BN_cmp(number, order) < 0;
}

/* in: e, r, s, xP, yP. Valid where r = e + (s G + (r + s) P).x mod n. */
int emu_pke_sm2_verify(struct emu_pke *op)
{
    struct sm2 s = enter(op);
    BIGNUM **in = s.n.in, *t = s.n.result[0];
    op->verdict = at(&s, s.a, 3, 4) && in_order(in[1], s.order) && in_order(in[2], s.order) &&
                  BN_mod_add(t, in[1], in[2], s.order, s.n.context) && !BN_is_zero(t) &&
                  EC_POINT_mul(s.group, s.b, in[2], s.a, t, s.n.context) && coordinates(&s, s.b, t, NULL) &&
                  BN_mod_add(t, t, in[0], s.order, s.n.context) && BN_cmp(t, in[1]) == 0;
    return leave(&s, 0);
}

/* in: k, xP, yP; out: k G, k P. */
int emu_pke_sm2_encrypt(struct emu_pke *op)
{
    struct sm2 s = enter(op);
    op->verdict = at(&s, s.a, 1, 2) && times(&s, s.b, NULL, s.n.in[0]) && put_point(&s, op, 0, s.b) &&
                  times(&s, s.b, s.a, s.n.in[0]) && put_point(&s, op, 2, s.b);
    return leave(&s, op->verdict ? 0 : -EINVAL);
}

/* Without a result the request fails: its callback has no verdict. */
int emu_pke_sm2_decrypt(struct emu_pke *op)
{
    (void)emu_pke_sm2_multiply(op);
    return op->verdict ? 0 : -EINVAL;
}

/* x' = 2^127 + (x mod 2^127) */
static bool shortened(BIGNUM *to, const BIGNUM *x)
{
    return BN_copy(to, x) != NULL && (BN_num_bits(to) <= 127 || BN_mask_bits(to, 127)) && BN_set_bit(to, 127);
}

/* in: r, d, x1, x2, y2, xP, yP; out: (d + x1' r) (P + x2' (x2, y2)). */
int emu_pke_sm2_exchange(struct emu_pke *op)
{
    struct sm2 s = enter(op);
    BIGNUM **in = s.n.in, *t = s.n.result[0], *x = s.n.result[1];
    op->verdict = at(&s, s.a, 3, 4) && at(&s, s.b, 5, 6) && shortened(x, in[3]) && times(&s, s.a, s.a, x) &&
                  EC_POINT_add(s.group, s.a, s.a, s.b, s.n.context) && shortened(x, in[2]) &&
                  BN_mod_mul(t, x, in[0], s.order, s.n.context) && BN_mod_add(t, t, in[1], s.order, s.n.context) &&
                  times(&s, s.b, s.a, t) && put_point(&s, op, 0, s.b);
    return leave(&s, op->verdict ? 0 : -EINVAL);
}

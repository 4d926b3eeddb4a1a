#include "ops_pke.h"

#include <errno.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <string.h>

#include "ops_crypto.h"

/* --- numbers --- */

struct numbers {
    BN_CTX *context;
    BIGNUM *in[EMU_PKE_INPUTS];
    BIGNUM *result[3];
    bool good;
};

static struct numbers begin(const struct emu_pke *op)
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

static void end(struct numbers *n)
{
    if (n->context != NULL) {
        BN_CTX_end(n->context);
        BN_CTX_free(n->context);
    }
}

static int put(const struct emu_span *to, const BIGNUM *number)
{
    return BN_bn2binpad(number, to->data, (int)to->length) >= 0 ? 0 : -EINVAL;
}

static int finish(struct numbers *n, int rc)
{
    end(n);
    return rc;
}

/* --- modular arithmetic --- */

/* in: modulus, base, exponent. */
int emu_pke_mod_exp(struct emu_pke *op)
{
    struct numbers n = begin(op);
    bool good = n.good && !BN_is_zero(n.in[0]) && BN_mod_exp(n.result[0], n.in[1], n.in[2], n.in[0], n.context);
    op->verdict = good;
    return finish(&n, good ? put(&op->out[0], n.result[0]) : -EINVAL);
}

/* in: A, modulus. */
int emu_pke_mod_inv(struct emu_pke *op)
{
    struct numbers n = begin(op);
    bool good = n.good && BN_mod_inverse(n.result[0], n.in[0], n.in[1], n.context) != NULL;
    op->verdict = good;
    return finish(&n, good ? put(&op->out[0], n.result[0]) : -EINVAL);
}

/* in: candidate. */
int emu_pke_prime(struct emu_pke *op)
{
    struct numbers n = begin(op);
    int prime = n.good ? BN_check_prime(n.in[0], n.context, NULL) : -1;
    op->verdict = prime == 1;
    return finish(&n, prime >= 0 ? 0 : -EINVAL);
}

/* in: cipher text, p, q, dp, dq, qinv. */
int emu_pke_rsa_crt(struct emu_pke *op)
{
    struct numbers n = begin(op);
    BIGNUM **in = n.in, *m1 = n.result[0], *m2 = n.result[1], *h = n.result[2];
    bool good = n.good && !BN_is_zero(in[1]) && !BN_is_zero(in[2]) && BN_mod_exp(m1, in[0], in[3], in[1], n.context) &&
                BN_mod_exp(m2, in[0], in[4], in[2], n.context) && BN_mod_sub(h, m1, m2, in[1], n.context) &&
                BN_mod_mul(h, h, in[5], in[1], n.context) && BN_mul(m1, h, in[2], n.context) && BN_add(m1, m1, m2);
    op->verdict = good;
    return finish(&n, good ? put(&op->out[0], m1) : -EINVAL);
}

/* in: p, q, e; out: n, d, and with the second representation dp, dq, qinv. */
int emu_pke_rsa_key(struct emu_pke *op)
{
    struct numbers n = begin(op);
    BIGNUM *p1 = n.good ? BN_dup(n.in[0]) : NULL, *q1 = n.good ? BN_dup(n.in[1]) : NULL;
    BIGNUM *d = n.result[0], *t = n.result[1];
    bool good = p1 != NULL && q1 != NULL && BN_sub_word(p1, 1) && BN_sub_word(q1, 1) && BN_mul(t, p1, q1, n.context) &&
                BN_mod_inverse(d, n.in[2], t, n.context) != NULL && BN_mul(t, n.in[0], n.in[1], n.context) &&
                put(&op->out[0], t) == 0 && put(&op->out[1], d) == 0;
    if (good && op->outs > 2) {
        good = BN_mod(t, d, p1, n.context) && put(&op->out[2], t) == 0 && BN_mod(t, d, q1, n.context) &&
               put(&op->out[3], t) == 0 && BN_mod_inverse(t, n.in[1], n.in[0], n.context) != NULL &&
               put(&op->out[4], t) == 0;
    }
    BN_free(p1);
    BN_free(q1);
    op->verdict = good;
    return finish(&n, good ? 0 : -EINVAL);
}

/* --- curves y^2 = x^3 + ax + b over a prime field --- */

struct curve {
    struct numbers n;
    EC_GROUP *group;
    EC_POINT *point, *result;
    bool good;
};

static struct curve on_curve(const struct emu_pke *op, unsigned q, unsigned a, unsigned b)
{
    struct curve c = {.n = begin(op)};
    c.group = c.n.good ? EC_GROUP_new_curve_GFp(c.n.in[q], c.n.in[a], c.n.in[b], c.n.context) : NULL;
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
    return finish(&c->n, rc);
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
                put(&op->out[0], c.n.result[0]) == 0 && put(&op->out[1], c.n.result[1]) == 0;
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
    op->verdict = at(&c, c.point, 0, 1) && sign_r(&c, 6, 2) && put(&op->out[0], c.n.result[0]) == 0;
    return leave(&c, 0);
}

/* in: m, d, r, k, n. */
int emu_pke_ecdsa_s(struct emu_pke *op)
{
    struct numbers n = begin(op);
    op->verdict = n.good && sign_s(&n, n.in[0], n.in[1], n.in[2], n.in[3], n.in[4]) && put(&op->out[0], n.result[1]) == 0;
    return finish(&n, 0);
}

/* in: xg, yg, n, q, a, b, k, m, d. */
int emu_pke_ecdsa_rs(struct emu_pke *op)
{
    struct curve c = on_curve(op, 3, 4, 5);
    BIGNUM **in = c.n.in;
    op->verdict = at(&c, c.point, 0, 1) && sign_r(&c, 6, 2) && sign_s(&c.n, in[7], in[8], c.n.result[0], in[6], in[2]) &&
                  put(&op->out[0], c.n.result[0]) == 0 && put(&op->out[1], c.n.result[1]) == 0;
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

/* --- Montgomery curves: little-endian strings of RFC 7748, which the caller's most-significant-first numbers reverse --- */

static void reversed(uint8_t *to, const uint8_t *from, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        to[i] = from[length - 1 - i];
    }
}

/* The device takes the scalar as it is; RFC 7748's clamping, which EVP does as well, changes no clamped one.
   in: k, and x unless the generator is meant; flags: 448. */
int emu_pke_montgomery(struct emu_pke *op)
{
    bool big = op->flags != 0;
    const char *name = big ? "X448" : "X25519";
    size_t length = big ? 56 : 32, got = length;
    uint8_t scalar[64], base[64] = {0}, shared[64];
    base[0] = big ? 5 : 9;
    reversed(scalar, op->in[0].data + op->in[0].length - length, length);
    if (op->ins > 1) {
        reversed(base, op->in[1].data + op->in[1].length - length, length);
    }
    EVP_PKEY *own = EVP_PKEY_new_raw_private_key_ex(emu_crypto_library(), name, NULL, scalar, length);
    EVP_PKEY *peer = EVP_PKEY_new_raw_public_key_ex(emu_crypto_library(), name, NULL, base, length);
    EVP_PKEY_CTX *context = own != NULL ? EVP_PKEY_CTX_new_from_pkey(emu_crypto_library(), own, NULL) : NULL;
    bool good = context != NULL && peer != NULL && EVP_PKEY_derive_init(context) > 0 &&
                EVP_PKEY_derive_set_peer(context, peer) > 0 && EVP_PKEY_derive(context, shared, &got) > 0;
    if (good) {
        memset(op->out[0].data, 0, op->out[0].length - length);
        reversed(op->out[0].data + op->out[0].length - length, shared, length);
    }
    op->verdict = good;
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(own);
    EVP_PKEY_free(peer);
    return 0;
}

/* --- twisted Edwards curves a x^2 + y^2 = 1 + d x^2 y^2, in projective coordinates with one addition law for all --- */

struct edwards {
    const char *p, *d, *x, *y; /* hexadecimal; x, y: the generator */
    int a;
};

static const struct edwards edwards[] = {
    {"7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed",
     "52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3",
     "216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51a",
     "6666666666666666666666666666666666666666666666666666666666666658", -1},
    {"fffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
     "-98a9",
     "4f1970c66bed0ded221d15a622bf36da9e146570470f1767ea6de324a3d3a46412ae1af72ab66511433b80e18b00938e2626a82bc70cc05e",
     "693f46716eb6bc248876203756c9c7624bea73736ca3984087789c1e05a0c2d73ad3ff1ce67c39c4fdbd132c4ed7c8ad9808795bf230fa14",
     1},
};

struct projective {
    BIGNUM *x, *y, *z;
};

/* r = r + s; t has eight numbers of room. The curve is complete, so doubling and the neutral point need no other law. */
static bool add_points(struct projective *r, const struct projective *s, const BIGNUM *p, const BIGNUM *d, int a,
                       BIGNUM *t[8], BN_CTX *c)
{
    bool good = BN_mod_mul(t[0], r->z, s->z, p, c) && BN_mod_sqr(t[1], t[0], p, c) && BN_mod_mul(t[2], r->x, s->x, p, c) &&
                BN_mod_mul(t[3], r->y, s->y, p, c) && BN_mod_mul(t[4], t[2], t[3], p, c) &&
                BN_mod_mul(t[4], t[4], d, p, c) && BN_mod_sub(t[5], t[1], t[4], p, c) && BN_mod_add(t[6], t[1], t[4], p, c);
    good = good && BN_mod_add(t[7], r->x, r->y, p, c) && BN_mod_add(t[1], s->x, s->y, p, c) &&
           BN_mod_mul(t[7], t[7], t[1], p, c) && BN_mod_sub(t[7], t[7], t[2], p, c) &&
           BN_mod_sub(t[7], t[7], t[3], p, c) && BN_mod_mul(t[7], t[7], t[5], p, c) &&
           BN_mod_mul(r->x, t[7], t[0], p, c);
    good = good && (a < 0 ? BN_mod_add(t[7], t[3], t[2], p, c) : BN_mod_sub(t[7], t[3], t[2], p, c)) &&
           BN_mod_mul(t[7], t[7], t[6], p, c) && BN_mod_mul(r->y, t[7], t[0], p, c) &&
           BN_mod_mul(r->z, t[5], t[6], p, c);
    return good;
}

static bool multiply_point(struct projective *r, const struct projective *base, const BIGNUM *k, const BIGNUM *p,
                           const BIGNUM *d, int a, BN_CTX *c)
{
    BIGNUM *t[8];
    bool good = true;
    for (int i = 0; i < 8; i++) {
        t[i] = BN_CTX_get(c);
        good = t[i] != NULL;
    }
    BN_zero(r->x);
    good = good && BN_one(r->y) && BN_one(r->z);
    for (int bit = BN_num_bits(k) - 1; bit >= 0 && good; bit--) {
        good = add_points(r, r, p, d, a, t, c) && (!BN_is_bit_set(k, bit) || add_points(r, base, p, d, a, t, c));
    }
    return good;
}

static bool constant(BIGNUM **number, const char *hexadecimal, const BIGNUM *p, BN_CTX *c)
{
    return BN_hex2bn(number, hexadecimal) > 0 && (p == NULL || BN_nnmod(*number, *number, p, c));
}

/* in: k, and x, y unless the generator is meant; flags: Ed448. */
int emu_pke_edwards(struct emu_pke *op)
{
    const struct edwards *curve = &edwards[op->flags != 0];
    struct numbers n = begin(op);
    BIGNUM *room[8] = {NULL};
    bool good = n.good;
    for (int i = 0; i < 8 && good; i++) {
        room[i] = BN_CTX_get(n.context);
        good = room[i] != NULL;
    }
    BIGNUM *p = room[0], *d = room[1];
    struct projective r = {room[2], room[3], room[4]}, base = {room[5], room[6], room[7]};
    good = good && constant(&p, curve->p, NULL, NULL) && constant(&d, curve->d, p, n.context) && BN_one(base.z) &&
           (op->ins > 1 ? BN_copy(base.x, n.in[1]) != NULL && BN_copy(base.y, n.in[2]) != NULL
                        : constant(&base.x, curve->x, NULL, NULL) && constant(&base.y, curve->y, NULL, NULL)) &&
           multiply_point(&r, &base, n.in[0], p, d, curve->a, n.context) &&
           BN_mod_inverse(base.z, r.z, p, n.context) != NULL && BN_mod_mul(r.x, r.x, base.z, p, n.context) &&
           BN_mod_mul(r.y, r.y, base.z, p, n.context) && put(&op->out[0], r.x) == 0 && put(&op->out[1], r.y) == 0;
    op->verdict = good;
    return finish(&n, 0);
}

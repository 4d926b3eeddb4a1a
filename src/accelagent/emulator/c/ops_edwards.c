#include <errno.h>
#include <openssl/evp.h>
#include <string.h>

#include "ops_crypto.h"
#include "ops_numbers.h"

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
    struct numbers n = pke_begin(op);
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
           BN_mod_mul(r.y, r.y, base.z, p, n.context) && pke_put(&op->out[0], r.x) == 0 && pke_put(&op->out[1], r.y) == 0;
    op->verdict = good;
    return pke_finish(&n, 0);
}

/* cy_curves sm2 | dsa | binary: each operation's results against published vectors, against OpenSSL, or against what the other side
   of the same protocol comes to; every other call is asynchronous. Prints "ok". */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/dsa.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/obj_mac.h>

#include "cpa_cy_dsa.h"
#include "cpa_cy_ecdh.h"
#include "cpa_cy_ecdsa.h"
#include "cpa_cy_ecsm2.h"
#include "cy_client.h"

#define WORDS 32
#define PRIME CPA_CY_EC_FIELD_TYPE_PRIME

static int done, calls;
static CpaStatus answered;
static CpaBoolean verdict;

static void on_flat(void *tag, CpaStatus status, void *op, CpaFlatBuffer *result)
{
    (void)op;
    CHECK(tag == &done && result != NULL);
    done = 1;
    answered = status;
}

static void on_two(void *tag, CpaStatus status, void *op, CpaBoolean right, CpaFlatBuffer *x, CpaFlatBuffer *y)
{
    CHECK(y != NULL);
    verdict = right;
    on_flat(tag, status, op, x);
}

static void on_one(void *tag, CpaStatus status, void *op, CpaBoolean right, CpaFlatBuffer *x)
{
    verdict = right;
    on_flat(tag, status, op, x);
}

static void on_verdict(void *tag, CpaStatus status, void *op, CpaBoolean right)
{
    verdict = right;
    on_flat(tag, status, op, &(CpaFlatBuffer){0});
}

/* Every other call gets the callback and is polled for. */
#define ASK(function, callback, ...) settle(function(instances[0], later() ? callback : NULL, &done, __VA_ARGS__))

static int later(void)
{
    done = 0;
    return calls++ % 2;
}

static CpaStatus settle(CpaStatus status)
{
    if ((calls - 1) % 2 == 0 || status != CPA_STATUS_SUCCESS) {
        return status;
    }
    while (!done) {
        icp_sal_CyPollInstance(instances[0], 0);
    }
    return answered;
}

static CpaFlatBuffer number(const char *hexadecimal)
{
    CpaFlatBuffer n;
    n.pData = unhex(hexadecimal, &n.dataLenInBytes);
    return n;
}

static CpaFlatBuffer room(Cpa32U bytes)
{
    return (CpaFlatBuffer){bytes, pinned(bytes)};
}

static int equal(CpaFlatBuffer a, CpaFlatBuffer b)
{
    return a.dataLenInBytes == b.dataLenInBytes && memcmp(a.pData, b.pData, a.dataLenInBytes) == 0;
}

static CpaFlatBuffer of_bn(const BIGNUM *n, int bytes)
{
    CpaFlatBuffer flat = room((Cpa32U)bytes);
    CHECK(BN_bn2binpad(n, flat.pData, bytes) == bytes);
    return flat;
}

static BIGNUM *to_bn(CpaFlatBuffer flat)
{
    return BN_bin2bn(flat.pData, (int)flat.dataLenInBytes, NULL);
}

/* --- SM2: the signature of GM/T 0003.5, encryption and key exchange from both sides --- */

struct party {
    CpaFlatBuffer d, x, y, r, rx, ry;
};

static struct party party(const char *d, const char *r)
{
    struct party p = {number(d), room(WORDS), room(WORDS), number(r), room(WORDS), room(WORDS)};
    CpaCyEcsm2GeneratorMultiplyOpData op = {p.d, PRIME};
    verdict = CPA_FALSE;
    OK(ASK(cpaCyEcsm2GeneratorMultiply, on_two, &op, &verdict, &p.x, &p.y));
    CHECK(verdict == CPA_TRUE);
    CpaCyEcsm2KeyExPhase1OpData first = {p.r, PRIME};
    CpaCyEcsm2KeyExOutputData out = {p.rx, p.ry};
    OK(ASK(cpaCyEcsm2KeyExPhase1, on_flat, &first, &out));
    CpaCyEcsm2PointVerifyOpData on = {p.rx, p.ry, PRIME};
    verdict = CPA_FALSE;
    OK(ASK(cpaCyEcsm2PointVerify, on_verdict, &on, &verdict));
    CHECK(verdict == CPA_TRUE);
    return p;
}

static CpaCyEcsm2KeyExOutputData exchanged(const struct party *own, const struct party *peer)
{
    CpaCyEcsm2KeyExPhase2OpData op = {own->r, own->d, own->rx, peer->rx, peer->ry, peer->x, peer->y, PRIME};
    CpaCyEcsm2KeyExOutputData out = {room(WORDS), room(WORDS)};
    OK(ASK(cpaCyEcsm2KeyExPhase2, on_flat, &op, &out));
    return out;
}

static void encryption(const struct party *p)
{
    CpaCyEcsm2EncryptOpData op = {p->r, p->x, p->y, PRIME};
    CpaCyEcsm2EncryptOutputData out = {room(WORDS), room(WORDS), room(WORDS), room(WORDS)};
    OK(ASK(cpaCyEcsm2Encrypt, on_flat, &op, &out));
    CpaCyEcsm2DecryptOpData back = {p->d, out.x1, out.y1, PRIME};
    CpaCyEcsm2DecryptOutputData point = {room(WORDS), room(WORDS)};
    OK(ASK(cpaCyEcsm2Decrypt, on_flat, &back, &point));
    CHECK(equal(point.x2, out.x2) && equal(point.y2, out.y2) && equal(out.x1, p->rx));
    back.x1 = p->d; /* not on the curve */
    CHECK(ASK(cpaCyEcsm2Decrypt, on_flat, &back, &point) == CPA_STATUS_FAIL);
}

static void sm2(void)
{
    struct party a = party("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8",
                           "59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21");
    struct party b = party("0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF",
                           "7777777777777777777777777777777700000000000000000000000000000009");
    CHECK(equal(a.x, number("09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020")));
    CpaFlatBuffer e = number("F0B43E94BA45ACCAACE692ED534382EB17E6AB5A19CE7B31F4486FDFC0D28640");
    CpaCyEcsm2SignOpData sign = {a.r, e, a.d, PRIME};
    CpaFlatBuffer r = room(WORDS), s = room(WORDS);
    verdict = CPA_FALSE;
    OK(ASK(cpaCyEcsm2Sign, on_two, &sign, &verdict, &r, &s));
    CHECK(verdict && equal(r, number("F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3")));
    CHECK(equal(s, number("B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA")));
    CpaCyEcsm2VerifyOpData verify = {e, r, s, a.x, a.y, PRIME};
    OK(ASK(cpaCyEcsm2Verify, on_verdict, &verify, &verdict));
    CHECK(verdict == CPA_TRUE);
    s.pData[7] ^= 4;
    OK(ASK(cpaCyEcsm2Verify, on_verdict, &verify, &verdict));
    CHECK(verdict == CPA_FALSE);
    encryption(&a);
    CpaCyEcsm2KeyExOutputData one = exchanged(&a, &b), other = exchanged(&b, &a);
    CHECK(equal(one.x, other.x) && equal(one.y, other.y) && !equal(one.x, a.x));
    CpaCyEcsm2PointMultiplyOpData multiply = {a.r, b.x, b.y, PRIME};
    CpaFlatBuffer x = room(WORDS), y = room(WORDS), small = room(WORDS - 1);
    OK(ASK(cpaCyEcsm2PointMultiply, on_two, &multiply, &verdict, &x, &y));
    CHECK(verdict == CPA_TRUE);
    CHECK(ASK(cpaCyEcsm2PointMultiply, on_two, &multiply, &verdict, &small, &y) == CPA_STATUS_INVALID_PARAM);
    CpaCyEcsm2Stats64 stats;
    OK(cpaCyEcsm2QueryStats64(instances[0], &stats));
    CHECK(stats.numEcsm2SignCompleted == 1 && stats.numEcsm2VerifyCompletedOutputInvalid == 1);
    CHECK(stats.numEcsm2PointMultiplyRequestErrors == 1 && stats.numEcsm2KeyExPhase2Completed == 2);
}

/* --- DSA: parameters of OpenSSL's, signatures verified by OpenSSL --- */

static int openssl_takes(DSA *key, CpaFlatBuffer z, CpaFlatBuffer r, CpaFlatBuffer s)
{
    DSA_SIG *signature = DSA_SIG_new();
    CHECK(DSA_SIG_set0(signature, to_bn(r), to_bn(s)));
    int good = DSA_do_verify(z.pData, (int)z.dataLenInBytes, signature, key);
    DSA_SIG_free(signature);
    return good == 1;
}

static void primes(CpaFlatBuffer q)
{
    CpaFlatBuffer x = room(128), p = room(128);
    memset(x.pData, 0xC7, 128);
    CpaCyDsaPParamGenOpData op = {x, q};
    OK(ASK(cpaCyDsaGenPParam, on_one, &op, &verdict, &p));
    BIGNUM *made = to_bn(p), *twice = to_bn(q);
    BN_CTX *context = BN_CTX_new();
    CHECK(BN_lshift1(twice, twice) && BN_sub_word(made, 1) && BN_mod(made, made, twice, context) && BN_is_zero(made));
    BN_free(made);
    made = to_bn(p);
    CHECK((BN_check_prime(made, context, NULL) == 1) == (verdict == CPA_TRUE));
}

static void dsa(void)
{
    DSA *key = DSA_new();
    CHECK(DSA_generate_parameters_ex(key, 1024, NULL, 0, NULL, NULL, NULL) && DSA_generate_key(key));
    CpaFlatBuffer p = of_bn(DSA_get0_p(key), 128), q = of_bn(DSA_get0_q(key), 20), g = of_bn(DSA_get0_g(key), 128);
    CpaFlatBuffer x = of_bn(DSA_get0_priv_key(key), 20), h = number("02"), made = room(128);
    CpaFlatBuffer k = number("0123456789ABCDEF0123456789ABCDEF01234567"), z = number("00112233445566778899AABBCCDDEEFF00112233");
    CpaFlatBuffer r = room(20), s = room(20), other = room(20);
    CpaCyDsaYParamGenOpData public = {p, g, x};
    OK(ASK(cpaCyDsaGenYParam, on_one, &public, &verdict, &made));
    CHECK(verdict == CPA_TRUE && equal(made, of_bn(DSA_get0_pub_key(key), 128)));
    CpaCyDsaRSSignOpData sign = {p, q, g, x, k, z};
    OK(ASK(cpaCyDsaSignRS, on_two, &sign, &verdict, &r, &s));
    CHECK(verdict == CPA_TRUE && openssl_takes(key, z, r, s));
    CpaCyDsaRSignOpData sign_r = {p, q, g, k};
    OK(ASK(cpaCyDsaSignR, on_one, &sign_r, &verdict, &other));
    CHECK(equal(other, r));
    CpaCyDsaSSignOpData sign_s = {q, x, k, r, z};
    OK(ASK(cpaCyDsaSignS, on_one, &sign_s, &verdict, &other));
    CHECK(equal(other, s));
    CpaCyDsaVerifyOpData verify = {p, q, g, made, z, r, s};
    OK(ASK(cpaCyDsaVerify, on_verdict, &verify, &verdict));
    CHECK(verdict == CPA_TRUE);
    s.pData[19] ^= 1;
    OK(ASK(cpaCyDsaVerify, on_verdict, &verify, &verdict));
    CHECK(verdict == CPA_FALSE);
    CpaCyDsaGParamGenOpData generator = {p, q, h};
    CpaFlatBuffer generated = room(128), power = room(128);
    OK(ASK(cpaCyDsaGenGParam, on_one, &generator, &verdict, &generated));
    CHECK(verdict == CPA_TRUE);
    CpaCyDsaYParamGenOpData raised = {p, generated, q};
    OK(ASK(cpaCyDsaGenYParam, on_one, &raised, &verdict, &power)); /* of order q */
    CHECK(power.pData[127] == 1 && power.pData[0] == 0);
    primes(q);
    generator.Q = p;
    CHECK(ASK(cpaCyDsaGenGParam, on_one, &generator, &verdict, &generated) == CPA_STATUS_INVALID_PARAM);
    CpaCyDsaStats64 stats;
    OK(cpaCyDsaQueryStats64(instances[0], &stats));
    CHECK(stats.numDsaVerifyCompleted == 2 && stats.numDsaVerifyFailures == 1 && stats.numDsaGParamGenRequestErrors == 1);
}

/* --- binary fields: OpenSSL's named curves --- */

static void binary(int nid)
{
    EC_KEY *key = EC_KEY_new_by_curve_name(nid);
    if (key == NULL) {
        return; /* an OpenSSL without them */
    }
    CHECK(EC_KEY_generate_key(key));
    const EC_GROUP *group = EC_KEY_get0_group(key);
    int bytes = (EC_GROUP_get_degree(group) + 8) / 8, order_bytes = (EC_GROUP_order_bits(group) + 7) / 8;
    BIGNUM *bn[5];
    for (int i = 0; i < 5; i++) {
        bn[i] = BN_new();
    }
    CHECK(EC_GROUP_get_curve(group, bn[0], bn[1], bn[2], NULL));
    CHECK(EC_POINT_get_affine_coordinates(group, EC_GROUP_get0_generator(group), bn[3], bn[4], NULL));
    CpaFlatBuffer q = of_bn(bn[0], bytes), a = of_bn(bn[1], bytes), b = of_bn(bn[2], bytes);
    CpaFlatBuffer xg = of_bn(bn[3], bytes), yg = of_bn(bn[4], bytes);
    CpaFlatBuffer n = of_bn(EC_GROUP_get0_order(group), order_bytes), h = number("00");
    CpaFlatBuffer d = of_bn(EC_KEY_get0_private_key(key), order_bytes), x = room((Cpa32U)bytes), y = room((Cpa32U)bytes);
    CHECK(EC_POINT_get_affine_coordinates(group, EC_KEY_get0_public_key(key), bn[3], bn[4], NULL));
    CpaFlatBuffer xp = of_bn(bn[3], bytes), yp = of_bn(bn[4], bytes);
    CpaCyEcdhPointMultiplyOpData multiply = {d, xg, yg, a, b, q, h, CPA_CY_EC_FIELD_TYPE_BINARY, CPA_FALSE};
    OK(ASK(cpaCyEcdhPointMultiply, on_two, &multiply, &verdict, &x, &y));
    CHECK(verdict == CPA_TRUE && equal(x, xp) && equal(y, yp));
    CpaCyEcCurve curve = {CPA_CY_EC_CURVE_TYPE_WEIERSTRASS_BINARY, {{CPA_CY_EC_FIELD_TYPE_BINARY, q, a, b, h}}};
    CpaCyEcGenericPointVerifyOpData on = {xp, yp, &curve};
    OK(ASK(cpaCyEcGenericPointVerify, on_verdict, &on, &verdict));
    CHECK(verdict == CPA_TRUE);
    curve.curveType = CPA_CY_EC_CURVE_TYPE_WEIERSTRASS_PRIME; /* does not go with the field */
    CHECK(ASK(cpaCyEcGenericPointVerify, on_verdict, &on, &verdict) == CPA_STATUS_INVALID_PARAM);
    CpaFlatBuffer m = number("00112233445566778899AABBCCDDEEFF00112233"), k = number("0123456789ABCDEF0123456789ABCDEF01234567");
    CpaFlatBuffer r = room((Cpa32U)order_bytes), s = room((Cpa32U)order_bytes);
    CpaCyEcdsaSignRSOpData sign = {xg, yg, n, q, a, b, k, m, d, CPA_CY_EC_FIELD_TYPE_BINARY};
    OK(ASK(cpaCyEcdsaSignRS, on_two, &sign, &verdict, &r, &s));
    ECDSA_SIG *signature = ECDSA_SIG_new();
    CHECK(ECDSA_SIG_set0(signature, to_bn(r), to_bn(s)));
    CHECK(ECDSA_do_verify(m.pData, (int)m.dataLenInBytes, signature, key) == 1);
    CpaCyEcdsaVerifyOpData verify = {xg, yg, n, q, a, b, m, r, s, xp, yp, CPA_CY_EC_FIELD_TYPE_BINARY};
    OK(ASK(cpaCyEcdsaVerify, on_verdict, &verify, &verdict));
    CHECK(verdict == CPA_TRUE);
}

int main(int argc, char **argv)
{
    CHECK(argc > 1);
    start();
    CpaCyCapabilitiesInfo can;
    OK(cpaCyQueryCapabilities(instances[0], &can));
    CHECK(can.ecSm2Supported && can.dsaSupported);
    if (strcmp(argv[1], "sm2") == 0) {
        sm2();
    } else if (strcmp(argv[1], "dsa") == 0) {
        dsa();
    } else {
        binary(NID_sect283k1);
        binary(NID_sect409r1);
    }
    puts("ok");
    return 0;
}

/* SHA-2. A message is gathered and goes to the device when it ends, from AT_LEAST to AT_MOST bytes, in parts of the staging memory; what
   is shorter, longer, or refused is hashed by the default provider. So a context can be copied at any time. */
#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <string.h>

#include "accelqat.h"

#define AT_LEAST 1024
#define AT_MOST (1u << 20)

static const struct sha_kind {
    const char *name;
    size_t length, block;
    CpaCySymHashAlgorithm algorithm;
} kinds[] = {
    {"SHA2-224", 28, 64, CPA_CY_SYM_HASH_SHA224},
    {"SHA2-256", 32, 64, CPA_CY_SYM_HASH_SHA256},
    {"SHA2-384", 48, 128, CPA_CY_SYM_HASH_SHA384},
    {"SHA2-512", 64, 128, CPA_CY_SYM_HASH_SHA512},
};

struct sha {
    const struct sha_kind *kind;
    uint8_t *data;
    size_t length, room;
    EVP_MD_CTX *software;       /* NULL: all of the message is in `data` */
    struct accelqat_sym sym;
};

static bool to_software(struct sha *sha)
{
    EVP_MD *md = EVP_MD_fetch(accelqat_software(), sha->kind->name, NULL);
    sha->software = md != NULL ? EVP_MD_CTX_new() : NULL;
    bool good = sha->software != NULL && EVP_DigestInit_ex2(sha->software, md, NULL) > 0 &&
                (sha->length == 0 || EVP_DigestUpdate(sha->software, sha->data, sha->length) > 0);
    EVP_MD_free(md);
    sha->length = 0;
    return good;
}

static bool gather(struct sha *sha, const unsigned char *in, size_t length)
{
    if (sha->length + length > sha->room) {
        size_t room = 2 * (sha->length + length);
        uint8_t *data = OPENSSL_realloc(sha->data, room);
        if (data == NULL) {
            return false;
        }
        sha->data = data;
        sha->room = room;
    }
    memcpy(sha->data + sha->length, in, length);
    sha->length += length;
    return true;
}

static int update(void *context, const unsigned char *in, size_t length)
{
    struct sha *sha = context;
    if (length == 0) {
        return 1;
    }
    if (sha->software == NULL && (length > AT_MOST || sha->length + length > AT_MOST) && !to_software(sha)) {
        return 0;
    }
    return sha->software != NULL ? EVP_DigestUpdate(sha->software, in, length) > 0 : gather(sha, in, length);
}

static bool by_device(struct sha *sha, unsigned char *out)
{
    CpaCySymSessionSetupData setup;
    memset(&setup, 0, sizeof setup);
    setup.sessionPriority = CPA_CY_PRIORITY_NORMAL;
    setup.symOperation = CPA_CY_SYM_OP_HASH;
    setup.hashSetupData.hashAlgorithm = sha->kind->algorithm;
    setup.hashSetupData.hashMode = CPA_CY_SYM_HASH_MODE_PLAIN;
    setup.hashSetupData.digestResultLenInBytes = (Cpa32U)sha->kind->length;
    bool good = accelqat_sym_ready(&sha->sym, &setup);
    for (size_t at = 0; good && at < sha->length;) {
        size_t part = sha->length - at < ACCELQAT_STAGING ? sha->length - at : ACCELQAT_STAGING;
        bool last = at + part == sha->length;
        CpaCySymOpData op = {.packetType = !last                 ? CPA_CY_SYM_PACKET_TYPE_PARTIAL
                                           : at > 0 ? CPA_CY_SYM_PACKET_TYPE_LAST_PARTIAL
                                                                 : CPA_CY_SYM_PACKET_TYPE_FULL,
                             .messageLenToHashInBytes = (Cpa32U)part};
        good = accelqat_sym_run(&sha->sym, &op, NULL, sha->data + at, NULL, part, last ? out : NULL, sha->kind->length);
        at += part;
    }
    if (!good) {
        accelqat_sym_drop(&sha->sym); /* with the parts that it may have */
    }
    return good;
}

static int final(void *context, unsigned char *out, size_t *out_length, size_t out_size)
{
    struct sha *sha = context;
    unsigned n = 0;
    if (out_size < sha->kind->length) {
        return 0;
    }
    *out_length = sha->kind->length;
    if (sha->software == NULL && sha->length >= AT_LEAST && by_device(sha, out)) {
        sha->length = 0;
        return 1;
    }
    return (sha->software != NULL || to_software(sha)) && EVP_DigestFinal_ex(sha->software, out, &n) > 0;
}

/* --- contexts --- */

static int init(void *context, const OSSL_PARAM params[])
{
    struct sha *sha = context;
    (void)params;
    EVP_MD_CTX_free(sha->software);
    sha->software = NULL;
    sha->length = 0;
    return 1;
}

static void *new_sha(unsigned kind)
{
    struct sha *sha = OPENSSL_zalloc(sizeof *sha);
    accelqat_start();
    if (sha != NULL) {
        sha->kind = &kinds[kind];
    }
    return sha;
}

static void free_sha(void *context)
{
    struct sha *sha = context;
    if (sha != NULL) {
        EVP_MD_CTX_free(sha->software);
        accelqat_sym_drop(&sha->sym);
        OPENSSL_clear_free(sha->data, sha->room);
        OPENSSL_free(sha);
    }
}

static void *copy_sha(void *context)
{
    const struct sha *sha = context;
    struct sha *copy = OPENSSL_zalloc(sizeof *copy);
    if (copy == NULL) {
        return NULL;
    }
    copy->kind = sha->kind;
    bool good = gather(copy, sha->length > 0 ? sha->data : (const unsigned char *)"", sha->length);
    if (good && sha->software != NULL) {
        copy->software = EVP_MD_CTX_new();
        good = copy->software != NULL && EVP_MD_CTX_copy_ex(copy->software, sha->software) > 0;
    }
    if (!good) {
        free_sha(copy);
        copy = NULL;
    }
    return copy;
}

static int get_params(OSSL_PARAM params[], unsigned kind)
{
    OSSL_PARAM *p = OSSL_PARAM_locate(params, OSSL_DIGEST_PARAM_BLOCK_SIZE);
    bool good = p == NULL || OSSL_PARAM_set_size_t(p, kinds[kind].block);
    p = OSSL_PARAM_locate(params, OSSL_DIGEST_PARAM_SIZE);
    good = good && (p == NULL || OSSL_PARAM_set_size_t(p, kinds[kind].length));
    p = OSSL_PARAM_locate(params, OSSL_DIGEST_PARAM_ALGID_ABSENT);
    return good && (p == NULL || OSSL_PARAM_set_int(p, 1));
}

static const OSSL_PARAM *gettable(void *provider)
{
    static const OSSL_PARAM known[] = {OSSL_PARAM_size_t(OSSL_DIGEST_PARAM_BLOCK_SIZE, NULL),
                                       OSSL_PARAM_size_t(OSSL_DIGEST_PARAM_SIZE, NULL),
                                       OSSL_PARAM_int(OSSL_DIGEST_PARAM_ALGID_ABSENT, NULL), OSSL_PARAM_END};
    (void)provider;
    return known;
}

#define ENTRY(id, function) {id, (void (*)(void))(function)}
#define KIND(kind)                                                                                                    \
    static void *new_##kind(void *provider)                                                                           \
    {                                                                                                                 \
        (void)provider;                                                                                               \
        return new_sha(kind);                                                                                         \
    }                                                                                                                 \
    static int get_##kind(OSSL_PARAM params[])                                                                        \
    {                                                                                                                 \
        return get_params(params, kind);                                                                              \
    }                                                                                                                 \
    static const OSSL_DISPATCH functions_##kind[] = {                                                                 \
        ENTRY(OSSL_FUNC_DIGEST_NEWCTX, new_##kind), ENTRY(OSSL_FUNC_DIGEST_FREECTX, free_sha),                        \
        ENTRY(OSSL_FUNC_DIGEST_DUPCTX, copy_sha),   ENTRY(OSSL_FUNC_DIGEST_INIT, init),                               \
        ENTRY(OSSL_FUNC_DIGEST_UPDATE, update),     ENTRY(OSSL_FUNC_DIGEST_FINAL, final),                             \
        ENTRY(OSSL_FUNC_DIGEST_GET_PARAMS, get_##kind), ENTRY(OSSL_FUNC_DIGEST_GETTABLE_PARAMS, gettable), {0, NULL}}

enum { SHA224, SHA256, SHA384, SHA512 };
KIND(SHA224);
KIND(SHA256);
KIND(SHA384);
KIND(SHA512);

#define PROPERTIES "provider=accelqat"

const OSSL_ALGORITHM accelqat_digests[] = {
    {"SHA2-224:SHA-224:SHA224:2.16.840.1.101.3.4.2.4", PROPERTIES, functions_SHA224, "SHA-2 on QAT"},
    {"SHA2-256:SHA-256:SHA256:2.16.840.1.101.3.4.2.1", PROPERTIES, functions_SHA256, "SHA-2 on QAT"},
    {"SHA2-384:SHA-384:SHA384:2.16.840.1.101.3.4.2.2", PROPERTIES, functions_SHA384, "SHA-2 on QAT"},
    {"SHA2-512:SHA-512:SHA512:2.16.840.1.101.3.4.2.3", PROPERTIES, functions_SHA512, "SHA-2 on QAT"},
    {NULL, NULL, NULL, NULL},
};

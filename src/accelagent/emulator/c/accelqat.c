/* What OpenSSL sees of the provider: contexts, parameters, tables of functions. */
#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <string.h>

#include "accelqat.h"

/* --- context and parameters --- */

static void *new_gcm(size_t key_length)
{
    struct gcm *gcm = OPENSSL_zalloc(sizeof *gcm);
    accelqat_start();
    if (gcm != NULL) {
        gcm->key_length = key_length;
        gcm->iv_length = NONCE;
        gcm->tag_length = BLOCK;
    }
    return gcm;
}

static void *new_128(void *provider)
{
    (void)provider;
    return new_gcm(16);
}

static void *new_256(void *provider)
{
    (void)provider;
    return new_gcm(32);
}

static void free_gcm(void *context)
{
    struct gcm *gcm = context;
    if (gcm == NULL) {
        return;
    }
    gcm_drop(gcm);
    OPENSSL_clear_free(gcm, sizeof *gcm);
}

/* What a record of TLS 1.2 is protected with: the fixed part of the nonce once, and per record its header, in which the
   length comes with nonce and tag. */
static bool set_record(struct gcm *gcm, const OSSL_PARAM *fixed, const OSSL_PARAM *header)
{
    if (fixed != NULL) {
        if (fixed->data_size != NONCE - RECORD_NONCE) {
            return false;
        }
        memcpy(gcm->iv, fixed->data, fixed->data_size);
        if (gcm->encrypt && RAND_bytes(gcm->iv + fixed->data_size, RECORD_NONCE) <= 0) {
            return false;
        }
    }
    if (header != NULL) {
        const uint8_t *bytes = header->data;
        if (header->data_size != RECORD_AAD) {
            return false;
        }
        unsigned length = (unsigned)bytes[RECORD_AAD - 2] << 8 | bytes[RECORD_AAD - 1];
        unsigned around = RECORD_NONCE + (gcm->encrypt ? 0 : BLOCK);
        if (length < around) {
            return false;
        }
        memcpy(gcm->aad, bytes, RECORD_AAD);
        gcm->aad[RECORD_AAD - 2] = (uint8_t)((length - around) >> 8);
        gcm->aad[RECORD_AAD - 1] = (uint8_t)(length - around);
        gcm->aad_length = RECORD_AAD;
        gcm->begun = false;
        gcm->record = true;
    }
    return true;
}

static int set_params(void *context, const OSSL_PARAM params[])
{
    struct gcm *gcm = context;
    const OSSL_PARAM *p = params != NULL ? OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_IVLEN) : NULL;
    if (p != NULL && (!OSSL_PARAM_get_size_t(p, &gcm->iv_length) || gcm->iv_length == 0 || gcm->iv_length > BLOCK)) {
        return 0;
    }
    p = params != NULL ? OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_AEAD_TAG) : NULL;
    if (p != NULL) {
        if (p->data_size == 0 || p->data_size > BLOCK) {
            return 0;
        }
        gcm->tag_length = p->data_size;
        gcm->tagged = p->data != NULL;
        if (gcm->tagged) {
            memcpy(gcm->tag, p->data, p->data_size);
        }
    }
    return params == NULL || set_record(gcm, OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_AEAD_TLS1_IV_FIXED),
                                        OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_AEAD_TLS1_AAD));
}

static int init(struct gcm *gcm, const unsigned char *key, size_t key_length, const unsigned char *iv, size_t iv_length,
                const OSSL_PARAM params[], bool encrypt)
{
    gcm->encrypt = encrypt;
    if (!set_params(gcm, params) || (key != NULL && key_length != gcm->key_length) ||
        (iv != NULL && iv_length != gcm->iv_length)) {
        return 0;
    }
    if (key != NULL) {
        memcpy(gcm->key, key, key_length);
        gcm->keyed = true;
    }
    if (iv != NULL) {
        memcpy(gcm->iv, iv, iv_length);
    }
    gcm->begun = false;
    gcm->aad_length = 0;
    return 1;
}

static int init_encrypt(void *context, const unsigned char *key, size_t key_length, const unsigned char *iv,
                        size_t iv_length, const OSSL_PARAM params[])
{
    return init(context, key, key_length, iv, iv_length, params, true);
}

static int init_decrypt(void *context, const unsigned char *key, size_t key_length, const unsigned char *iv,
                        size_t iv_length, const OSSL_PARAM params[])
{
    return init(context, key, key_length, iv, iv_length, params, false);
}

static bool set_size(OSSL_PARAM params[], const char *name, size_t value)
{
    OSSL_PARAM *p = OSSL_PARAM_locate(params, name);
    return p == NULL || OSSL_PARAM_set_size_t(p, value);
}

static int get_context_params(void *context, OSSL_PARAM params[])
{
    struct gcm *gcm = context;
    OSSL_PARAM *tag = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_AEAD_TAG);
    if (tag != NULL && (tag->data_size > BLOCK || !OSSL_PARAM_set_octet_string(tag, gcm->tag, tag->data_size))) {
        return 0;
    }
    return set_size(params, OSSL_CIPHER_PARAM_KEYLEN, gcm->key_length) &&
           set_size(params, OSSL_CIPHER_PARAM_IVLEN, gcm->iv_length) &&
           set_size(params, OSSL_CIPHER_PARAM_AEAD_TLS1_AAD_PAD, BLOCK) &&
           set_size(params, OSSL_CIPHER_PARAM_AEAD_TAGLEN, gcm->tag_length);
}

static int get_params(OSSL_PARAM params[], size_t key_length)
{
    OSSL_PARAM *p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_MODE);
    bool good = p == NULL || OSSL_PARAM_set_uint(p, EVP_CIPH_GCM_MODE);
    p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_AEAD);
    good = good && (p == NULL || OSSL_PARAM_set_int(p, 1));
    p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_CUSTOM_IV);
    good = good && (p == NULL || OSSL_PARAM_set_int(p, 1));
    return good && set_size(params, OSSL_CIPHER_PARAM_KEYLEN, key_length) &&
           set_size(params, OSSL_CIPHER_PARAM_IVLEN, NONCE) && set_size(params, OSSL_CIPHER_PARAM_BLOCK_SIZE, 1);
}

static int get_128(OSSL_PARAM params[])
{
    return get_params(params, 16);
}

static int get_256(OSSL_PARAM params[])
{
    return get_params(params, 32);
}

static const OSSL_PARAM *settable(void *context, void *provider)
{
    static const OSSL_PARAM known[] = {OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_IVLEN, NULL),
                                       OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, NULL, 0),
                                       OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TLS1_IV_FIXED, NULL, 0),
                                       OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TLS1_AAD, NULL, 0), OSSL_PARAM_END};
    (void)context, (void)provider;
    return known;
}

static const OSSL_PARAM *gettable(void *context, void *provider)
{
    static const OSSL_PARAM known[] = {
        OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_KEYLEN, NULL), OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_IVLEN, NULL),
        OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_AEAD_TAGLEN, NULL),
        OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_AEAD_TLS1_AAD_PAD, NULL),
        OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, NULL, 0), OSSL_PARAM_END};
    (void)context, (void)provider;
    return known;
}

/* --- the provider --- */

#define ENTRY(id, function) {id, (void (*)(void))(function)}
#define FUNCTIONS(bits)                                                                                         \
    {                                                                                                           \
        ENTRY(OSSL_FUNC_CIPHER_NEWCTX, new_##bits), ENTRY(OSSL_FUNC_CIPHER_FREECTX, free_gcm),                   \
            ENTRY(OSSL_FUNC_CIPHER_ENCRYPT_INIT, init_encrypt), ENTRY(OSSL_FUNC_CIPHER_DECRYPT_INIT, init_decrypt), \
            ENTRY(OSSL_FUNC_CIPHER_UPDATE, gcm_update), ENTRY(OSSL_FUNC_CIPHER_FINAL, gcm_final),                \
            ENTRY(OSSL_FUNC_CIPHER_GET_PARAMS, get_##bits),                                                     \
            ENTRY(OSSL_FUNC_CIPHER_GET_CTX_PARAMS, get_context_params),                                         \
            ENTRY(OSSL_FUNC_CIPHER_SET_CTX_PARAMS, set_params),                                                 \
            ENTRY(OSSL_FUNC_CIPHER_SETTABLE_CTX_PARAMS, settable),                                              \
            ENTRY(OSSL_FUNC_CIPHER_GETTABLE_CTX_PARAMS, gettable), {0, NULL},                                   \
    }

static const OSSL_DISPATCH gcm_128[] = FUNCTIONS(128);
static const OSSL_DISPATCH gcm_256[] = FUNCTIONS(256);
static OSSL_ALGORITHM ciphers[2 + 8 + 1] = {
    {"AES-128-GCM:id-aes128-GCM:2.16.840.1.101.3.4.1.6", "provider=accelqat", gcm_128, "AES-GCM on QAT"},
    {"AES-256-GCM:id-aes256-GCM:2.16.840.1.101.3.4.1.46", "provider=accelqat", gcm_256, "AES-GCM on QAT"},
}; /* and those of accelqat_aes behind */

static const OSSL_ALGORITHM *query(void *provider, int operation, int *no_cache)
{
    (void)provider;
    *no_cache = 0;
    return operation == OSSL_OP_CIPHER ? ciphers : operation == OSSL_OP_DIGEST ? accelqat_digests : NULL;
}

static const OSSL_DISPATCH provided[] = {ENTRY(OSSL_FUNC_PROVIDER_QUERY_OPERATION, query), {0, NULL}};

__attribute__((visibility("default"))) int OSSL_provider_init(const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *in,
                                                              const OSSL_DISPATCH **out, void **context)
{
    (void)in;
    for (int i = 0; accelqat_aes[i].algorithm_names != NULL; i++) {
        ciphers[2 + i] = accelqat_aes[i];
    }
    *out = provided;
    *context = (void *)(uintptr_t)handle;
    return 1;
}

/* AES-CBC, AES-CTR and AES-XTS. Whole blocks go to the device, from AT_LEAST bytes on, each request with the vector that the
   message has come to; what is smaller, or refused, is done by the default provider with the same vector. Nothing of a message is
   kept on the device, so that a context can be copied. */
#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <string.h>

#include "accelqat.h"

#define AT_LEAST 256
#define MAX_KEY 64
#define XTS_MOST (1u << 24) /* bytes of a data unit, by the standard */

struct aes {
    const struct aes_kind *kind;
    bool encrypt, keyed, padded, ended;
    uint8_t key[MAX_KEY], first[BLOCK]; /* the message's vector */
    uint8_t iv[BLOCK];                  /* the one with which the next block starts */
    uint8_t rest[BLOCK];                /* CBC: what is no whole block yet; CTR: key stream in use */
    size_t rest_length;                 /* CTR: of the key stream, used */
    EVP_CIPHER_CTX *record;             /* CBC in TLS, whose padding and MAC are the default provider's business; NULL: no TLS */
    struct accelqat_sym sym;
};

static const struct aes_kind {
    const char *name;
    unsigned mode;
    size_t key_length;
    CpaCySymCipherAlgorithm algorithm;
} kinds[] = {
    {"AES-128-CBC", EVP_CIPH_CBC_MODE, 16, CPA_CY_SYM_CIPHER_AES_CBC},
    {"AES-192-CBC", EVP_CIPH_CBC_MODE, 24, CPA_CY_SYM_CIPHER_AES_CBC},
    {"AES-256-CBC", EVP_CIPH_CBC_MODE, 32, CPA_CY_SYM_CIPHER_AES_CBC},
    {"AES-128-CTR", EVP_CIPH_CTR_MODE, 16, CPA_CY_SYM_CIPHER_AES_CTR},
    {"AES-192-CTR", EVP_CIPH_CTR_MODE, 24, CPA_CY_SYM_CIPHER_AES_CTR},
    {"AES-256-CTR", EVP_CIPH_CTR_MODE, 32, CPA_CY_SYM_CIPHER_AES_CTR},
    {"AES-128-XTS", EVP_CIPH_XTS_MODE, 32, CPA_CY_SYM_CIPHER_AES_XTS},
    {"AES-256-XTS", EVP_CIPH_XTS_MODE, 64, CPA_CY_SYM_CIPHER_AES_XTS},
};

/* --- blocks --- */

static bool by_software(struct aes *aes, const uint8_t *in, uint8_t *out, size_t length)
{
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(accelqat_software(), aes->kind->name, NULL);
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int n;
    bool good = cipher != NULL && context != NULL &&
                EVP_CipherInit_ex2(context, cipher, aes->key, aes->iv, aes->encrypt, NULL) > 0 &&
                EVP_CIPHER_CTX_set_padding(context, 0) > 0 && EVP_CipherUpdate(context, out, &n, in, (int)length) > 0;
    EVP_CIPHER_CTX_free(context);
    EVP_CIPHER_free(cipher);
    return good;
}

static bool by_device(struct aes *aes, const uint8_t *in, uint8_t *out, size_t length)
{
    CpaCySymSessionSetupData setup;
    memset(&setup, 0, sizeof setup);
    setup.sessionPriority = CPA_CY_PRIORITY_NORMAL;
    setup.symOperation = CPA_CY_SYM_OP_CIPHER;
    setup.cipherSetupData.cipherAlgorithm = aes->kind->algorithm;
    setup.cipherSetupData.cipherKeyLenInBytes = (Cpa32U)aes->kind->key_length;
    setup.cipherSetupData.pCipherKey = aes->key;
    setup.cipherSetupData.cipherDirection =
        aes->encrypt ? CPA_CY_SYM_CIPHER_DIRECTION_ENCRYPT : CPA_CY_SYM_CIPHER_DIRECTION_DECRYPT;
    CpaCySymOpData op = {.packetType = CPA_CY_SYM_PACKET_TYPE_FULL, .ivLenInBytes = BLOCK,
                         .messageLenToCipherInBytes = (Cpa32U)length};
    return accelqat_sym_ready(&aes->sym, &setup) && accelqat_sym_run(&aes->sym, &op, aes->iv, in, out, length, NULL, 0);
}

static void count_on(uint8_t counter[BLOCK], size_t blocks)
{
    for (int i = BLOCK - 1; i >= 0 && blocks > 0; i--) {
        size_t sum = counter[i] + (blocks & 255);
        counter[i] = (uint8_t)sum;
        blocks = (blocks >> 8) + (sum >> 8);
    }
}

/* Whole blocks of CBC and CTR; out may be in. */
static bool blocks(struct aes *aes, const uint8_t *in, uint8_t *out, size_t length)
{
    while (length > 0) {
        size_t part = length < ACCELQAT_STAGING ? length : ACCELQAT_STAGING;
        uint8_t last[BLOCK];
        memcpy(last, in + part - BLOCK, BLOCK);
        bool sent = part >= AT_LEAST && by_device(aes, in, out, part);
        if (!sent && !by_software(aes, in, out, part)) {
            return false;
        }
        if (aes->kind->mode == EVP_CIPH_CTR_MODE) {
            count_on(aes->iv, part / BLOCK);
        } else {
            memcpy(aes->iv, aes->encrypt ? out + part - BLOCK : last, BLOCK);
        }
        in += part;
        out += part;
        length -= part;
    }
    return true;
}

/* --- updates --- */

static bool use_stream(struct aes *aes, const uint8_t *in, uint8_t *out, size_t length)
{
    static const uint8_t zero[BLOCK];
    if (aes->rest_length == 0) {
        if (!by_software(aes, zero, aes->rest, BLOCK)) {
            return false;
        }
        count_on(aes->iv, 1);
    }
    for (size_t i = 0; i < length; i++) {
        out[i] = in[i] ^ aes->rest[aes->rest_length++];
    }
    aes->rest_length %= BLOCK;
    return true;
}

static bool update_ctr(struct aes *aes, const uint8_t *in, uint8_t *out, size_t length)
{
    size_t open = aes->rest_length > 0 ? BLOCK - aes->rest_length : 0;
    size_t first = open < length ? open : length;
    if (first > 0 && !use_stream(aes, in, out, first)) {
        return false;
    }
    size_t whole = (length - first) / BLOCK * BLOCK, tail = length - first - whole;
    return blocks(aes, in + first, out + first, whole) &&
           (tail == 0 || use_stream(aes, in + first + whole, out + first + whole, tail));
}

/* How many of `length` bytes can be done now: with padding to take off, the last block waits for what follows. */
static size_t ready(const struct aes *aes, size_t length)
{
    bool keeps = aes->padded && !aes->encrypt && length > 0;
    return (keeps ? length - 1 : length) / BLOCK * BLOCK;
}

static bool update_cbc(struct aes *aes, const uint8_t *in, uint8_t *out, size_t *out_length, size_t length)
{
    size_t now = ready(aes, aes->rest_length + length);
    *out_length = now;
    if (now > 0 && aes->rest_length > 0) { /* aside, because what was held back comes out first, and out may be in */
        size_t total = aes->rest_length + length;
        uint8_t *all = OPENSSL_malloc(total);
        if (all == NULL) {
            return false;
        }
        memcpy(all, aes->rest, aes->rest_length);
        memcpy(all + aes->rest_length, in, length);
        bool good = blocks(aes, all, out, now);
        aes->rest_length = total - now;
        memcpy(aes->rest, all + now, aes->rest_length);
        OPENSSL_clear_free(all, total);
        return good;
    }
    if (now > 0) {
        uint8_t tail[BLOCK];
        memcpy(tail, in + now, length - now);
        bool good = blocks(aes, in, out, now);
        memcpy(aes->rest, tail, length - now);
        aes->rest_length = length - now;
        return good;
    }
    memcpy(aes->rest + aes->rest_length, in, length);
    aes->rest_length += length;
    return true;
}

static bool update_xts(struct aes *aes, const uint8_t *in, uint8_t *out, size_t length)
{
    if (length < BLOCK || length > XTS_MOST) {
        return false;
    }
    return (length >= AT_LEAST && length <= ACCELQAT_STAGING && by_device(aes, in, out, length)) ||
           by_software(aes, in, out, length);
}

static int update(void *context, unsigned char *out, size_t *out_length, size_t out_size, const unsigned char *in,
                  size_t in_length)
{
    struct aes *aes = context;
    *out_length = 0;
    if (!aes->keyed || aes->ended) {
        return 0;
    }
    if (aes->record != NULL) {
        int n = 0, good = EVP_CipherUpdate(aes->record, out, &n, in, (int)in_length);
        *out_length = (size_t)n;
        return good > 0;
    }
    if (in_length == 0) {
        return 1;
    }
    if (aes->kind->mode == EVP_CIPH_CBC_MODE) {
        return out_size >= ready(aes, aes->rest_length + in_length) && update_cbc(aes, in, out, out_length, in_length);
    }
    *out_length = in_length;
    return out_size >= in_length &&
           (aes->kind->mode == EVP_CIPH_CTR_MODE ? update_ctr(aes, in, out, in_length) : update_xts(aes, in, out, in_length));
}

static bool take_padding_off(struct aes *aes, unsigned char *out, size_t *out_length)
{
    uint8_t last[BLOCK];
    if (aes->rest_length != BLOCK || !blocks(aes, aes->rest, last, BLOCK)) {
        return false;
    }
    unsigned padding = last[BLOCK - 1], wrong = padding == 0 || padding > BLOCK;
    for (unsigned i = 0; i < BLOCK; i++) { /* in the same time whatever the data is */
        wrong |= (unsigned)(i < padding) & (unsigned)(last[BLOCK - 1 - i] != padding);
    }
    if (wrong != 0) {
        return false;
    }
    *out_length = BLOCK - padding;
    memcpy(out, last, *out_length);
    return true;
}

static int final(void *context, unsigned char *out, size_t *out_length, size_t out_size)
{
    struct aes *aes = context;
    *out_length = 0;
    if (!aes->keyed || aes->kind->mode != EVP_CIPH_CBC_MODE) {
        return aes->keyed;
    }
    aes->ended = true;
    if (!aes->padded) {
        return aes->rest_length == 0;
    }
    if (out_size < BLOCK) {
        return 0;
    }
    if (!aes->encrypt) {
        return take_padding_off(aes, out, out_length);
    }
    size_t padding = BLOCK - aes->rest_length;
    memset(aes->rest + aes->rest_length, (int)padding, padding);
    *out_length = BLOCK;
    return blocks(aes, aes->rest, out, BLOCK);
}

static int cipher(void *context, unsigned char *out, size_t *out_length, size_t out_size, const unsigned char *in,
                  size_t in_length)
{
    struct aes *aes = context;
    bool padded = aes->padded;
    aes->padded = false; /* one call, whole blocks */
    int good = update(context, out, out_length, out_size, in, in_length);
    aes->padded = padded;
    return good;
}

/* --- contexts --- */

static int init(struct aes *aes, const unsigned char *key, size_t key_length, const unsigned char *iv, size_t iv_length,
                bool encrypt)
{
    if ((key != NULL && key_length != aes->kind->key_length) || (iv != NULL && iv_length != BLOCK)) {
        return 0;
    }
    if (key != NULL && aes->kind->mode == EVP_CIPH_XTS_MODE && memcmp(key, key + key_length / 2, key_length / 2) == 0) {
        return 0; /* the halves have to differ */
    }
    if (key != NULL) {
        memcpy(aes->key, key, key_length);
        aes->keyed = true;
    }
    if (key != NULL || encrypt != aes->encrypt) {
        accelqat_sym_drop(&aes->sym); /* its session has the earlier key */
    }
    if (iv != NULL) {
        memcpy(aes->first, iv, BLOCK);
    }
    memcpy(aes->iv, aes->first, BLOCK);
    EVP_CIPHER_CTX_free(aes->record);
    aes->record = NULL;
    aes->encrypt = encrypt;
    aes->rest_length = 0;
    aes->ended = false;
    return 1;
}

static bool protect_records(struct aes *aes, const OSSL_PARAM params[])
{
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(accelqat_software(), aes->kind->name, NULL);
    bool good = cipher != NULL;
    if (aes->record == NULL && good) {
        aes->record = EVP_CIPHER_CTX_new();
        good = aes->record != NULL &&
               EVP_CipherInit_ex2(aes->record, cipher, aes->key, aes->iv, aes->encrypt, NULL) > 0; /* padded: it wants that */
    }
    EVP_CIPHER_free(cipher);
    return good && EVP_CIPHER_CTX_set_params(aes->record, params) > 0;
}

static int set_params(void *context, const OSSL_PARAM params[])
{
    struct aes *aes = context;
    if (params != NULL && (OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_TLS_VERSION) != NULL ||
                           OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_TLS_MAC_SIZE) != NULL)) {
        return protect_records(aes, params);
    }
    const OSSL_PARAM *p = params != NULL ? OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_PADDING) : NULL;
    unsigned padded;
    if (p != NULL) {
        if (!OSSL_PARAM_get_uint(p, &padded)) {
            return 0;
        }
        aes->padded = padded != 0;
    }
    return 1;
}

static int init_encrypt(void *context, const unsigned char *key, size_t key_length, const unsigned char *iv,
                        size_t iv_length, const OSSL_PARAM params[])
{
    return init(context, key, key_length, iv, iv_length, true) && set_params(context, params);
}

static int init_decrypt(void *context, const unsigned char *key, size_t key_length, const unsigned char *iv,
                        size_t iv_length, const OSSL_PARAM params[])
{
    return init(context, key, key_length, iv, iv_length, false) && set_params(context, params);
}

static void *new_aes(unsigned kind)
{
    struct aes *aes = OPENSSL_zalloc(sizeof *aes);
    accelqat_start();
    if (aes != NULL) {
        aes->kind = &kinds[kind];
        aes->padded = true;
    }
    return aes;
}

static void free_aes(void *context)
{
    struct aes *aes = context;
    if (aes != NULL) {
        EVP_CIPHER_CTX_free(aes->record);
        accelqat_sym_drop(&aes->sym);
        OPENSSL_clear_free(aes, sizeof *aes);
    }
}

static void *copy_aes(void *context)
{
    const struct aes *aes = context;
    struct aes *copy = aes->record == NULL ? OPENSSL_memdup(aes, sizeof *copy) : NULL;
    if (copy != NULL) {
        memset(&copy->sym, 0, sizeof copy->sym); /* the device's part is each context's own */
    }
    return copy;
}

static bool set_size(OSSL_PARAM params[], const char *name, size_t value)
{
    OSSL_PARAM *p = OSSL_PARAM_locate(params, name);
    return p == NULL || OSSL_PARAM_set_size_t(p, value);
}

static int get_context_params(void *context, OSSL_PARAM params[])
{
    const struct aes *aes = context;
    if (aes->record != NULL) {
        return EVP_CIPHER_CTX_get_params(aes->record, params) > 0;
    }
    OSSL_PARAM *p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_PADDING);
    bool good = p == NULL || OSSL_PARAM_set_uint(p, aes->padded);
    p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_IV);
    good = good && (p == NULL || OSSL_PARAM_set_octet_string(p, aes->first, BLOCK));
    p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_UPDATED_IV);
    good = good && (p == NULL || OSSL_PARAM_set_octet_string(p, aes->iv, BLOCK));
    p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_NUM);
    good = good && (p == NULL || OSSL_PARAM_set_uint(p, aes->kind->mode == EVP_CIPH_CTR_MODE ? (unsigned)aes->rest_length : 0));
    return good && set_size(params, OSSL_CIPHER_PARAM_KEYLEN, aes->kind->key_length) &&
           set_size(params, OSSL_CIPHER_PARAM_IVLEN, BLOCK);
}

static int get_params(OSSL_PARAM params[], unsigned kind)
{
    bool cbc = kinds[kind].mode == EVP_CIPH_CBC_MODE;
    OSSL_PARAM *p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_MODE);
    bool good = p == NULL || OSSL_PARAM_set_uint(p, kinds[kind].mode);
    return good && set_size(params, OSSL_CIPHER_PARAM_KEYLEN, kinds[kind].key_length) &&
           set_size(params, OSSL_CIPHER_PARAM_IVLEN, BLOCK) && set_size(params, OSSL_CIPHER_PARAM_BLOCK_SIZE, cbc ? BLOCK : 1);
}

static const OSSL_PARAM *settable(void *context, void *provider)
{
    static const OSSL_PARAM known[] = {OSSL_PARAM_uint(OSSL_CIPHER_PARAM_PADDING, NULL),
                                       OSSL_PARAM_uint(OSSL_CIPHER_PARAM_TLS_VERSION, NULL),
                                       OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_TLS_MAC_SIZE, NULL), OSSL_PARAM_END};
    (void)context, (void)provider;
    return known;
}

static const OSSL_PARAM *gettable(void *context, void *provider)
{
    static const OSSL_PARAM known[] = {
        OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_KEYLEN, NULL), OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_IVLEN, NULL),
        OSSL_PARAM_uint(OSSL_CIPHER_PARAM_PADDING, NULL), OSSL_PARAM_uint(OSSL_CIPHER_PARAM_NUM, NULL),
        OSSL_PARAM_octet_ptr(OSSL_CIPHER_PARAM_TLS_MAC, NULL, 0),
        OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_IV, NULL, 0), OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_UPDATED_IV, NULL, 0),
        OSSL_PARAM_END};
    (void)context, (void)provider;
    return known;
}

#define ENTRY(id, function) {id, (void (*)(void))(function)}
#define KIND(kind)                                                                                                    \
    static void *new_##kind(void *provider)                                                                           \
    {                                                                                                                 \
        (void)provider;                                                                                               \
        return new_aes(kind);                                                                                         \
    }                                                                                                                 \
    static int get_##kind(OSSL_PARAM params[])                                                                        \
    {                                                                                                                 \
        return get_params(params, kind);                                                                              \
    }                                                                                                                 \
    static const OSSL_DISPATCH functions_##kind[] = {                                                                 \
        ENTRY(OSSL_FUNC_CIPHER_NEWCTX, new_##kind),       ENTRY(OSSL_FUNC_CIPHER_FREECTX, free_aes),                  \
        ENTRY(OSSL_FUNC_CIPHER_DUPCTX, copy_aes),         ENTRY(OSSL_FUNC_CIPHER_ENCRYPT_INIT, init_encrypt),         \
        ENTRY(OSSL_FUNC_CIPHER_DECRYPT_INIT, init_decrypt), ENTRY(OSSL_FUNC_CIPHER_UPDATE, update),                   \
        ENTRY(OSSL_FUNC_CIPHER_FINAL, final),             ENTRY(OSSL_FUNC_CIPHER_CIPHER, cipher),                     \
        ENTRY(OSSL_FUNC_CIPHER_GET_PARAMS, get_##kind),   ENTRY(OSSL_FUNC_CIPHER_GET_CTX_PARAMS, get_context_params), \
        ENTRY(OSSL_FUNC_CIPHER_SET_CTX_PARAMS, set_params), ENTRY(OSSL_FUNC_CIPHER_SETTABLE_CTX_PARAMS, settable),    \
        ENTRY(OSSL_FUNC_CIPHER_GETTABLE_CTX_PARAMS, gettable), {0, NULL}}

enum { CBC128, CBC192, CBC256, CTR128, CTR192, CTR256, XTS128, XTS256 };
KIND(CBC128);
KIND(CBC192);
KIND(CBC256);
KIND(CTR128);
KIND(CTR192);
KIND(CTR256);
KIND(XTS128);
KIND(XTS256);

#define PROPERTIES "provider=accelqat"

const OSSL_ALGORITHM accelqat_aes[] = {
    {"AES-128-CBC:AES128:2.16.840.1.101.3.4.1.2", PROPERTIES, functions_CBC128, "AES-CBC on QAT"},
    {"AES-192-CBC:AES192:2.16.840.1.101.3.4.1.22", PROPERTIES, functions_CBC192, "AES-CBC on QAT"},
    {"AES-256-CBC:AES256:2.16.840.1.101.3.4.1.42", PROPERTIES, functions_CBC256, "AES-CBC on QAT"},
    {"AES-128-CTR", PROPERTIES, functions_CTR128, "AES-CTR on QAT"},
    {"AES-192-CTR", PROPERTIES, functions_CTR192, "AES-CTR on QAT"},
    {"AES-256-CTR", PROPERTIES, functions_CTR256, "AES-CTR on QAT"},
    {"AES-128-XTS:1.3.111.2.1619.0.1.1", PROPERTIES, functions_XTS128, "AES-XTS on QAT"},
    {"AES-256-XTS:1.3.111.2.1619.0.1.2", PROPERTIES, functions_XTS256, "AES-XTS on QAT"},
    {NULL, NULL, NULL, NULL},
};

/* OpenSSL 3 provider: AES-GCM on QAT, through the vendor's interface only, so that it builds against QATlib as well.
   An update goes to the device in whole blocks, as parts of a packet; of the last, incomplete block the key stream is
   computed here, and the device gets it when it is complete or the message ends. Inside an ASYNC_JOB a request
   pauses the job; whoever resumes it polls. Without a device, or with its ring full at a message's start, the message
   goes to the default provider. */
#include <openssl/async.h>
#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "cpa_cy_im.h"
#include "cpa_cy_sym.h"
#include "icp_sal_poll.h"
#include "icp_sal_user.h"
#include "qae_mem.h"

#define BLOCK 16
#define NONCE 12
#define MAX_AAD 240
#define STAGING 65536
#define MAX_INSTANCES 64
#define ATTEMPTS 1000000 /* polls before a request is given up */

/* --- the device --- */

static struct {
    pthread_once_t once;
    CpaInstanceHandle instances[MAX_INSTANCES];
    Cpa16U count; /* 0: no device */
    _Atomic unsigned next;
    OSSL_LIB_CTX *software;
} device = {.once = PTHREAD_ONCE_INIT};

static void start_device(void)
{
    device.software = OSSL_LIB_CTX_new();
    if (device.software != NULL) {
        OSSL_PROVIDER_load(device.software, "default");
    }
    if (icp_sal_userStart("SSL") != CPA_STATUS_SUCCESS || cpaCyGetNumInstances(&device.count) != CPA_STATUS_SUCCESS) {
        device.count = 0;
        return;
    }
    device.count = device.count < MAX_INSTANCES ? device.count : MAX_INSTANCES;
    bool good = device.count > 0 && cpaCyGetInstances(device.count, device.instances) == CPA_STATUS_SUCCESS;
    for (int i = 0; i < device.count && good; i++) {
        good = cpaCySetAddressTranslation(device.instances[i], (CpaVirtualToPhysical)qaeVirtToPhysNUMA) ==
                   CPA_STATUS_SUCCESS &&
               cpaCyStartInstance(device.instances[i]) == CPA_STATUS_SUCCESS;
    }
    device.count = good ? device.count : 0;
}

/* What the device reads and writes, in one piece of pinned memory. */
struct pinned {
    Cpa8U iv[BLOCK], aad[MAX_AAD + BLOCK], tag[BLOCK], key[32];
    CpaCySymOpData op;
    CpaFlatBuffer flat;
    CpaBufferList list;
    _Alignas(64) Cpa8U meta[256];
    _Alignas(64) Cpa8U data[STAGING];
};

struct gcm {
    size_t key_length, iv_length, tag_length, aad_length;
    bool encrypt, keyed, begun, on_device, tagged;
    uint8_t key[32], iv[BLOCK], aad[MAX_AAD], tag[BLOCK];
    CpaInstanceHandle instance;
    CpaCySymSessionCtx session; /* NULL: none yet */
    bool session_encrypts;
    struct pinned *pinned;
    bool parts;                 /* the device has parts of this message */
    uint8_t rest[BLOCK];        /* the incomplete block, as it goes in */
    size_t rest_length;
    uint64_t blocks;            /* complete ones so far */
    EVP_CIPHER_CTX *software, *stream;
    _Atomic bool done;
    CpaStatus status;
    CpaBoolean verdict;
};

static void on_done(void *tag, CpaStatus status, const CpaCySymOp type, void *op, CpaBufferList *to, CpaBoolean verdict)
{
    struct gcm *gcm = tag;
    (void)type, (void)op, (void)to;
    gcm->status = status;
    gcm->verdict = verdict;
    gcm->done = true;
}

/* --- waiting: the job pauses; its descriptor is readable at once, since polling is up to whoever resumes it --- */

static void close_fd(ASYNC_WAIT_CTX *context, const void *key, OSSL_ASYNC_FD fd, void *custom)
{
    (void)context, (void)key, (void)custom;
    close(fd);
}

static bool pause_job(void)
{
    static const char key;
    OSSL_ASYNC_FD fd;
    void *custom;
    ASYNC_JOB *job = ASYNC_get_current_job();
    ASYNC_WAIT_CTX *context = job != NULL ? ASYNC_get_wait_ctx(job) : NULL;
    if (context == NULL) {
        return false;
    }
    if (ASYNC_WAIT_CTX_get_fd(context, &key, &fd, &custom) == 0) {
        fd = eventfd(1, EFD_NONBLOCK | EFD_CLOEXEC);
        if (fd < 0 || ASYNC_WAIT_CTX_set_wait_fd(context, &key, fd, NULL, close_fd) == 0) {
            return false;
        }
    }
    return ASYNC_pause_job() != 0;
}

static bool await(struct gcm *gcm)
{
    for (int i = 0; i < ATTEMPTS && !gcm->done; i++) {
        pause_job();
        if (!gcm->done) {
            icp_sal_CyPollInstance(gcm->instance, 0);
        }
    }
    return gcm->done && gcm->status == CPA_STATUS_SUCCESS;
}

/* --- one request --- */

static void drop_session(struct gcm *gcm)
{
    if (gcm->session != NULL) {
        cpaCySymRemoveSession(gcm->instance, gcm->session);
        qaeMemFreeNUMA(&gcm->session);
        gcm->session = NULL;
    }
}

static bool make_session(struct gcm *gcm)
{
    CpaCySymSessionSetupData setup;
    Cpa32U size = 0;
    drop_session(gcm);
    memset(&setup, 0, sizeof setup);
    memcpy(gcm->pinned->key, gcm->key, gcm->key_length);
    setup.sessionPriority = CPA_CY_PRIORITY_NORMAL;
    setup.symOperation = CPA_CY_SYM_OP_ALGORITHM_CHAINING;
    setup.cipherSetupData.cipherAlgorithm = CPA_CY_SYM_CIPHER_AES_GCM;
    setup.cipherSetupData.cipherKeyLenInBytes = (Cpa32U)gcm->key_length;
    setup.cipherSetupData.pCipherKey = gcm->pinned->key;
    setup.cipherSetupData.cipherDirection =
        gcm->encrypt ? CPA_CY_SYM_CIPHER_DIRECTION_ENCRYPT : CPA_CY_SYM_CIPHER_DIRECTION_DECRYPT;
    setup.hashSetupData.hashAlgorithm = CPA_CY_SYM_HASH_AES_GCM;
    setup.hashSetupData.hashMode = CPA_CY_SYM_HASH_MODE_AUTH;
    setup.hashSetupData.digestResultLenInBytes = BLOCK;
    setup.hashSetupData.authModeSetupData.aadLenInBytes = (Cpa32U)gcm->aad_length;
    setup.algChainOrder = gcm->encrypt ? CPA_CY_SYM_ALG_CHAIN_ORDER_CIPHER_THEN_HASH
                                       : CPA_CY_SYM_ALG_CHAIN_ORDER_HASH_THEN_CIPHER;
    setup.verifyDigest = gcm->encrypt ? CPA_FALSE : CPA_TRUE;
    if (cpaCySymSessionCtxGetSize(gcm->instance, &setup, &size) != CPA_STATUS_SUCCESS) {
        return false;
    }
    gcm->session = qaeMemAllocNUMA(size, 0, 64);
    return gcm->session != NULL && cpaCySymInitSession(gcm->instance, on_done, &setup, gcm->session) == CPA_STATUS_SUCCESS;
}

/* Sends what lies in the staging memory and waits for it. `fresh`: a full ring is no reason to wait. */
static bool perform(struct gcm *gcm, size_t length, CpaCySymPacketType type, bool fresh)
{
    struct pinned *p = gcm->pinned;
    p->flat = (CpaFlatBuffer){(Cpa32U)(length > 0 ? length : 1), p->data};
    p->list = (CpaBufferList){1, &p->flat, NULL, p->meta};
    p->op = (CpaCySymOpData){.sessionCtx = gcm->session, .packetType = type, .pIv = p->iv, .ivLenInBytes = NONCE,
                             .messageLenToCipherInBytes = (Cpa32U)length, .pDigestResult = p->tag,
                             .pAdditionalAuthData = p->aad};
    memcpy(p->iv, gcm->iv, NONCE);
    memcpy(p->aad, gcm->aad, gcm->aad_length);
    gcm->done = false;
    CpaStatus status = cpaCySymPerformOp(gcm->instance, gcm, &p->op, &p->list, &p->list, NULL);
    for (int i = 0; i < ATTEMPTS && status == CPA_STATUS_RETRY && !fresh; i++) {
        icp_sal_CyPollInstance(gcm->instance, 0);
        pause_job();
        status = cpaCySymPerformOp(gcm->instance, gcm, &p->op, &p->list, &p->list, NULL);
    }
    return status == CPA_STATUS_SUCCESS && await(gcm);
}

/* --- a message --- */

static bool begin_software(struct gcm *gcm)
{
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(device.software, gcm->key_length == 16 ? "AES-128-GCM" : "AES-256-GCM", NULL);
    int n;
    gcm->on_device = false;
    gcm->software = gcm->software != NULL ? gcm->software : EVP_CIPHER_CTX_new();
    bool good = cipher != NULL && gcm->software != NULL &&
                EVP_CipherInit_ex2(gcm->software, cipher, NULL, NULL, gcm->encrypt, NULL) > 0 &&
                EVP_CIPHER_CTX_ctrl(gcm->software, EVP_CTRL_AEAD_SET_IVLEN, (int)gcm->iv_length, NULL) > 0 &&
                EVP_CipherInit_ex2(gcm->software, NULL, gcm->key, gcm->iv, gcm->encrypt, NULL) > 0 &&
                (gcm->aad_length == 0 ||
                 EVP_CipherUpdate(gcm->software, NULL, &n, gcm->aad, (int)gcm->aad_length) > 0);
    EVP_CIPHER_free(cipher);
    return good;
}

/* The key stream, for incomplete blocks. */
static bool begin_stream(struct gcm *gcm)
{
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(device.software, gcm->key_length == 16 ? "AES-128-ECB" : "AES-256-ECB", NULL);
    gcm->stream = gcm->stream != NULL ? gcm->stream : EVP_CIPHER_CTX_new();
    bool good = cipher != NULL && gcm->stream != NULL &&
                EVP_EncryptInit_ex2(gcm->stream, cipher, gcm->key, NULL, NULL) > 0 &&
                EVP_CIPHER_CTX_set_padding(gcm->stream, 0) > 0;
    EVP_CIPHER_free(cipher);
    return good;
}

static bool begin_device(struct gcm *gcm)
{
    if (device.count == 0 || gcm->iv_length != NONCE) {
        return false;
    }
    if (gcm->pinned == NULL) {
        gcm->instance = device.instances[device.next++ % device.count];
        gcm->pinned = qaeMemAllocNUMA(sizeof *gcm->pinned, 0, 64);
    }
    gcm->on_device = true;
    gcm->parts = false;
    gcm->blocks = 0;
    gcm->rest_length = 0;
    return gcm->pinned != NULL && make_session(gcm) && begin_stream(gcm);
}

static bool begin(struct gcm *gcm)
{
    if (!gcm->begun) {
        gcm->begun = gcm->keyed && (begin_device(gcm) || begin_software(gcm));
    }
    return gcm->begun;
}

/* --- updates --- */

static bool send_blocks(struct gcm *gcm, const uint8_t *in, uint8_t *out, size_t length)
{
    while (length > 0) {
        size_t part = length < STAGING ? length : STAGING;
        memcpy(gcm->pinned->data, in, part);
        bool fresh = !gcm->parts && gcm->rest_length == 0 && gcm->blocks == 0;
        if (!perform(gcm, part, CPA_CY_SYM_PACKET_TYPE_PARTIAL, fresh)) {
            int n;
            return fresh && begin_software(gcm) && EVP_CipherUpdate(gcm->software, out, &n, in, (int)length) > 0;
        }
        gcm->parts = true;
        memcpy(out, gcm->pinned->data, part);
        gcm->blocks += part / BLOCK;
        in += part;
        out += part;
        length -= part;
    }
    return true;
}

/* Continues the incomplete block; the device gets it once it is complete. */
static bool fill_rest(struct gcm *gcm, const uint8_t **in, uint8_t **out, size_t *length)
{
    uint8_t counter[BLOCK], keys[BLOCK];
    uint32_t number = (uint32_t)(gcm->blocks + 2);
    int n;
    memcpy(counter, gcm->iv, NONCE);
    for (int i = 0; i < 4; i++) {
        counter[NONCE + i] = (uint8_t)(number >> (24 - 8 * i));
    }
    if (EVP_EncryptUpdate(gcm->stream, keys, &n, counter, BLOCK) <= 0) {
        return false;
    }
    while (gcm->rest_length < BLOCK && *length > 0) {
        uint8_t byte = *(*in)++;
        *(*out)++ = byte ^ keys[gcm->rest_length];
        gcm->rest[gcm->rest_length++] = byte;
        --*length;
    }
    if (gcm->rest_length == BLOCK) {
        uint8_t known[BLOCK];
        if (!send_blocks(gcm, gcm->rest, known, BLOCK)) {
            return false;
        }
        gcm->rest_length = 0;
    }
    return true;
}

static bool update_device(struct gcm *gcm, const uint8_t *in, uint8_t *out, size_t length)
{
    bool good = gcm->rest_length == 0 || fill_rest(gcm, &in, &out, &length);
    size_t whole = length / BLOCK * BLOCK;
    good = good && send_blocks(gcm, in, out, whole);
    if (good && !gcm->on_device) { /* it went over to software with its first blocks */
        int n;
        return length == whole || EVP_CipherUpdate(gcm->software, out + whole, &n, in + whole, (int)(length - whole)) > 0;
    }
    in += whole;
    out += whole;
    length -= whole;
    return good && (length == 0 || fill_rest(gcm, &in, &out, &length));
}

static int gcm_update(void *context, unsigned char *out, size_t *out_length, size_t out_size, const unsigned char *in,
                      size_t in_length)
{
    struct gcm *gcm = context;
    int n = 0;
    *out_length = in_length;
    if (out == NULL) { /* additional data */
        if (!gcm->begun && gcm->aad_length + in_length <= MAX_AAD) {
            memcpy(gcm->aad + gcm->aad_length, in, in_length);
            gcm->aad_length += in_length;
            return 1;
        }
        if (!gcm->begun) {
            gcm->begun = begin_software(gcm); /* more than the device takes */
        }
        return gcm->begun && !gcm->on_device && EVP_CipherUpdate(gcm->software, NULL, &n, in, (int)in_length) > 0;
    }
    if (out_size < in_length || !begin(gcm)) {
        return 0;
    }
    if (!gcm->on_device) {
        return EVP_CipherUpdate(gcm->software, out, &n, in, (int)in_length) > 0;
    }
    return update_device(gcm, in, out, in_length);
}

static int end_device(struct gcm *gcm)
{
    memcpy(gcm->pinned->data, gcm->rest, gcm->rest_length);
    memcpy(gcm->pinned->tag, gcm->tag, BLOCK);
    CpaCySymPacketType type = gcm->parts ? CPA_CY_SYM_PACKET_TYPE_LAST_PARTIAL : CPA_CY_SYM_PACKET_TYPE_FULL;
    if (!perform(gcm, gcm->rest_length, type, false)) {
        return 0;
    }
    if (gcm->encrypt) {
        memcpy(gcm->tag, gcm->pinned->tag, BLOCK);
    }
    return gcm->encrypt || gcm->verdict == CPA_TRUE;
}

static int end_software(struct gcm *gcm)
{
    uint8_t rest[BLOCK];
    int n;
    if (!gcm->encrypt &&
        EVP_CIPHER_CTX_ctrl(gcm->software, EVP_CTRL_AEAD_SET_TAG, (int)gcm->tag_length, gcm->tag) <= 0) {
        return 0;
    }
    if (EVP_CipherFinal_ex(gcm->software, rest, &n) <= 0) {
        return 0;
    }
    return !gcm->encrypt || EVP_CIPHER_CTX_ctrl(gcm->software, EVP_CTRL_AEAD_GET_TAG, BLOCK, gcm->tag) > 0;
}

static int gcm_final(void *context, unsigned char *out, size_t *out_length, size_t out_size)
{
    struct gcm *gcm = context;
    (void)out, (void)out_size;
    *out_length = 0;
    if (!begin(gcm) || (!gcm->encrypt && !gcm->tagged)) {
        return 0;
    }
    bool whole = gcm->tag_length == BLOCK || gcm->encrypt || !gcm->on_device; /* the session compares 16 bytes */
    int good = whole ? (gcm->on_device ? end_device(gcm) : end_software(gcm)) : 0;
    gcm->begun = false;
    gcm->aad_length = 0;
    return good;
}

/* --- context and parameters --- */

static void *new_gcm(size_t key_length)
{
    struct gcm *gcm = OPENSSL_zalloc(sizeof *gcm);
    pthread_once(&device.once, start_device);
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
    drop_session(gcm);
    if (gcm->pinned != NULL) {
        qaeMemFreeNUMA((void **)&gcm->pinned);
    }
    EVP_CIPHER_CTX_free(gcm->software);
    EVP_CIPHER_CTX_free(gcm->stream);
    OPENSSL_clear_free(gcm, sizeof *gcm);
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
    return 1;
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
                                       OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, NULL, 0), OSSL_PARAM_END};
    (void)context, (void)provider;
    return known;
}

static const OSSL_PARAM *gettable(void *context, void *provider)
{
    static const OSSL_PARAM known[] = {
        OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_KEYLEN, NULL), OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_IVLEN, NULL),
        OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_AEAD_TAGLEN, NULL),
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
static const OSSL_ALGORITHM ciphers[] = {
    {"AES-128-GCM:id-aes128-GCM:2.16.840.1.101.3.4.1.6", "provider=accelqat", gcm_128, "AES-GCM on QAT"},
    {"AES-256-GCM:id-aes256-GCM:2.16.840.1.101.3.4.1.46", "provider=accelqat", gcm_256, "AES-GCM on QAT"},
    {NULL, NULL, NULL, NULL},
};

static const OSSL_ALGORITHM *query(void *provider, int operation, int *no_cache)
{
    (void)provider;
    *no_cache = 0;
    return operation == OSSL_OP_CIPHER ? ciphers : NULL;
}

static const OSSL_DISPATCH provided[] = {ENTRY(OSSL_FUNC_PROVIDER_QUERY_OPERATION, query), {0, NULL}};

__attribute__((visibility("default"))) int OSSL_provider_init(const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *in,
                                                              const OSSL_DISPATCH **out, void **context)
{
    (void)in;
    *out = provided;
    *context = (void *)(uintptr_t)handle;
    return 1;
}

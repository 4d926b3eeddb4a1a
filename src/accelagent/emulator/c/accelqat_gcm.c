/* AES-GCM messages. An update goes to the device in whole blocks, as parts of a packet; of the last, incomplete block the
   key stream is computed here, and the device gets it when it is complete or the message ends. Inside an ASYNC_JOB a request
   pauses the job. Without a device, or with its ring full at a message's start, the message goes to the default provider. */
#include <string.h>

#include "accelqat.h"
#include "icp_sal_poll.h"
#include "qae_mem.h"

#define STAGING 65536
#define ATTEMPTS 1000000 /* polls before a request is given up */

/* What the device reads and writes, in one piece of pinned memory. */
struct pinned {
    Cpa8U iv[BLOCK], aad[MAX_AAD + BLOCK], tag[BLOCK], key[32];
    CpaCySymOpData op;
    CpaFlatBuffer flat;
    CpaBufferList list;
    _Alignas(64) Cpa8U meta[256];
    _Alignas(64) Cpa8U data[STAGING];
};

static void on_done(void *tag, CpaStatus status, const CpaCySymOp type, void *op, CpaBufferList *to, CpaBoolean verdict)
{
    struct gcm *gcm = tag;
    (void)type, (void)op, (void)to;
    gcm->status = status;
    gcm->verdict = verdict;
    gcm->sent = false;
    gcm->done = true;
}

static bool await(struct gcm *gcm)
{
    for (int i = 0; i < ATTEMPTS && !gcm->done; i++) {
        accelqat_pause();
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
    gcm->sent = true;
    CpaStatus status = cpaCySymPerformOp(gcm->instance, gcm, &p->op, &p->list, &p->list, NULL);
    for (int i = 0; i < ATTEMPTS && status == CPA_STATUS_RETRY && !fresh; i++) {
        icp_sal_CyPollInstance(gcm->instance, 0);
        accelqat_pause();
        status = cpaCySymPerformOp(gcm->instance, gcm, &p->op, &p->list, &p->list, NULL);
    }
    if (status != CPA_STATUS_SUCCESS) {
        gcm->sent = false;
    }
    return status == CPA_STATUS_SUCCESS && await(gcm);
}

/* --- a message --- */

static bool begin_software(struct gcm *gcm)
{
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(accelqat_software(), gcm->key_length == 16 ? "AES-128-GCM" : "AES-256-GCM", NULL);
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
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(accelqat_software(), gcm->key_length == 16 ? "AES-128-ECB" : "AES-256-ECB", NULL);
    gcm->stream = gcm->stream != NULL ? gcm->stream : EVP_CIPHER_CTX_new();
    bool good = cipher != NULL && gcm->stream != NULL &&
                EVP_EncryptInit_ex2(gcm->stream, cipher, gcm->key, NULL, NULL) > 0 &&
                EVP_CIPHER_CTX_set_padding(gcm->stream, 0) > 0;
    EVP_CIPHER_free(cipher);
    return good;
}

static bool begin_device(struct gcm *gcm)
{
    if (gcm->instance == NULL) {
        gcm->instance = accelqat_instance();
    }
    if (gcm->instance == NULL || gcm->iv_length != NONCE) {
        return false;
    }
    if (gcm->pinned == NULL) {
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

/* A record of TLS 1.2 in place: explicit nonce, payload, tag. */
static int whole_record(struct gcm *gcm, unsigned char *out, size_t *out_length, const unsigned char *in, size_t length)
{
    uint8_t *nonce = gcm->iv + NONCE - RECORD_NONCE, *text = out + RECORD_NONCE;
    size_t payload = length - RECORD_NONCE - BLOCK, n;
    gcm->record = false;
    if (out != in || length < RECORD_NONCE + BLOCK) {
        return 0;
    }
    if (gcm->encrypt) {
        memcpy(out, nonce, RECORD_NONCE);
    } else {
        memcpy(nonce, in, RECORD_NONCE);
        memcpy(gcm->tag, text + payload, BLOCK);
        gcm->tagged = true;
    }
    if ((payload > 0 && !gcm_update(gcm, text, &n, payload, text, payload)) || !gcm_final(gcm, NULL, &n, 0)) {
        return 0;
    }
    *out_length = gcm->encrypt ? length : payload;
    if (gcm->encrypt) {
        memcpy(text + payload, gcm->tag, BLOCK);
        for (int i = RECORD_NONCE - 1; i >= 0 && ++nonce[i] == 0; i--) { /* never the same nonce twice */
        }
    }
    return 1;
}

int gcm_update(void *context, unsigned char *out, size_t *out_length, size_t out_size, const unsigned char *in,
               size_t in_length)
{
    struct gcm *gcm = context;
    int n = 0;
    if (gcm->record && out != NULL) {
        return whole_record(gcm, out, out_length, in, in_length);
    }
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

int gcm_final(void *context, unsigned char *out, size_t *out_length, size_t out_size)
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

/* A connection may end while its job is paused: what the device still has then is waited for. */
void gcm_drop(struct gcm *gcm)
{
    for (int i = 0; i < ATTEMPTS && gcm->sent; i++) {
        icp_sal_CyPollInstance(gcm->instance, 0);
    }
    drop_session(gcm);
    if (gcm->pinned != NULL) {
        qaeMemFreeNUMA((void **)&gcm->pinned);
    }
    EVP_CIPHER_CTX_free(gcm->software);
    EVP_CIPHER_CTX_free(gcm->stream);
}

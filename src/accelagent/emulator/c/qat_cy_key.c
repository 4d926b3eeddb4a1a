/* QAT shim: keys of SSL 3.0, TLS 1.0 to 1.3 (HKDF), and masks. Limits are those of the library for this generation. */
#include <string.h>

#include "cpa_cy_key.h"
#include "ops_kdf.h"
#include "qat_pke.h"

#define CALLBACK(pointer) ((void (*)(void))(pointer))
#define RANDOMS 64             /* of the client and of the server */
#define OUTPUT_MOST 248
#define SSL_SECRET_MOST 512
#define SSL_LABEL_MOST 136
#define TLS2_SECRET_MOST 1024
#define TLS_LABEL_MOST 255
#define MGF_SEED_MOST 255
#define MGF_MASK_MOST 65528

enum { SECRET, SEED, LABEL };   /* inputs */
enum { OF_SSL = 0, OF_TLS = 4, OF_MGF = 8 }; /* counters, four each */

static const char *digest_name(CpaCySymHashAlgorithm hash)
{
    switch (hash) {
    case CPA_CY_SYM_HASH_MD5: return "MD5";
    case CPA_CY_SYM_HASH_SHA1: return "SHA1";
    case CPA_CY_SYM_HASH_SHA224: return "SHA2-224";
    case CPA_CY_SYM_HASH_SHA256: return "SHA2-256";
    case CPA_CY_SYM_HASH_SHA384: return "SHA2-384";
    case CPA_CY_SYM_HASH_SHA512: return "SHA2-512";
    case CPA_CY_SYM_HASH_SM3: return "SM3";
    default: return NULL;
    }
}

static CpaStatus ready(const struct pke_request *r)
{
    return r->call.instance == NULL ? CPA_STATUS_INVALID_PARAM : cy_ready(r->call.instance);
}

static Cpa64U *counters(const struct pke_request *r, unsigned first)
{
    return (Cpa64U *)(void *)&r->call.instance->stats.key + first;
}

static struct emu_span span_of(const char *text)
{
    return (struct emu_span){(uint8_t *)(uintptr_t)text, strlen(text)};
}

static void short_output(struct pke_request *r, CpaFlatBuffer *to, Cpa32U wanted)
{
    pke_out(r, to, wanted);
    if (r->good) {
        r->call.u.pke.work.out[0].length = wanted;
    }
}

/* --- SSL 3.0 --- */

static int run_ssl(struct emu_pke *op)
{
    return emu_ssl3_prf(op->in[SECRET], op->in[LABEL], op->in[SEED], op->out[0]);
}

EMU_API CpaStatus cpaCyKeyGenSsl(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pKeyGenCb,
                                 void *pCallbackTag, const CpaCyKeyGenSslOpData *pKeyGenSslOpData,
                                 CpaFlatBuffer *pGeneratedKeyBuffer)
{
    const CpaCyKeyGenSslOpData *op = pKeyGenSslOpData;
    struct pke_request r = pke_request(instanceHandle, CY_FLAT, CALLBACK(pKeyGenCb), pCallbackTag, op);
    CpaStatus status = ready(&r);
    if (status != CPA_STATUS_SUCCESS || op == NULL) {
        return status == CPA_STATUS_SUCCESS ? CPA_STATUS_INVALID_PARAM : status;
    }
    bool own = op->sslOp == CPA_CY_KEY_SSL_OP_USER_DEFINED;
    pke_in(&r, &op->secret);
    pke_in(&r, &op->seed);
    pke_in_optional(&r, own ? &op->userLabel : NULL);
    r.copied = 1u << SECRET | 1u << LABEL;
    pke_require(&r, op->sslOp >= CPA_CY_KEY_SSL_OP_MASTER_SECRET_DERIVE && op->sslOp <= CPA_CY_KEY_SSL_OP_USER_DEFINED);
    pke_require(&r, !own || (op->userLabel.pData != NULL && op->userLabel.dataLenInBytes <= SSL_LABEL_MOST));
    pke_require(&r, op->seed.dataLenInBytes == RANDOMS && op->secret.dataLenInBytes <= SSL_SECRET_MOST &&
                        op->generatedKeyLenInBytes <= OUTPUT_MOST);
    short_output(&r, pGeneratedKeyBuffer, op->generatedKeyLenInBytes);
    return pke_send_key(&r, run_ssl, counters(&r, OF_SSL), op->secret.dataLenInBytes + 2 * op->generatedKeyLenInBytes);
}

/* --- TLS 1.0 to 1.2 --- */

static int run_tls(struct emu_pke *op)
{
    static const char *const labels[] = {NULL, "master secret", "key expansion", "client finished", "server finished"};
    unsigned kind = op->flags & 0xff;
    struct emu_span label = kind == CPA_CY_KEY_TLS_OP_USER_DEFINED ? op->in[LABEL] : span_of(labels[kind]);
    return emu_tls_prf(digest_name((CpaCySymHashAlgorithm)(op->flags >> 8)), op->in[SECRET], label, op->in[SEED], op->out[0]);
}

/* `hash` NONE: MD5 and SHA-1 together. */
static CpaStatus tls(struct pke_request *r, const CpaCyKeyGenTlsOpData *op, CpaCySymHashAlgorithm hash, Cpa32U secret_most,
                     CpaFlatBuffer *key)
{
    CpaStatus status = ready(r);
    if (status != CPA_STATUS_SUCCESS || op == NULL) {
        return status == CPA_STATUS_SUCCESS ? CPA_STATUS_INVALID_PARAM : status;
    }
    bool own = op->tlsOp == CPA_CY_KEY_TLS_OP_USER_DEFINED;
    bool exact = op->tlsOp == CPA_CY_KEY_TLS_OP_MASTER_SECRET_DERIVE || op->tlsOp == CPA_CY_KEY_TLS_OP_KEY_MATERIAL_DERIVE;
    pke_in(r, &op->secret);
    pke_in(r, &op->seed);
    pke_in_optional(r, own ? &op->userLabel : NULL);
    r->copied = 1u << SECRET | 1u << LABEL;
    pke_require(r, op->tlsOp >= CPA_CY_KEY_TLS_OP_MASTER_SECRET_DERIVE && op->tlsOp <= CPA_CY_KEY_TLS_OP_USER_DEFINED);
    pke_require(r, !own || (op->userLabel.pData != NULL && op->userLabel.dataLenInBytes <= TLS_LABEL_MOST));
    pke_require(r, exact ? op->seed.dataLenInBytes == RANDOMS : op->seed.dataLenInBytes <= RANDOMS);
    pke_require(r, op->secret.dataLenInBytes <= secret_most && op->generatedKeyLenInBytes <= OUTPUT_MOST);
    short_output(r, key, op->generatedKeyLenInBytes);
    r->call.u.pke.work.flags = (unsigned)op->tlsOp | (unsigned)hash << 8;
    return pke_send_key(r, run_tls, counters(r, OF_TLS), op->secret.dataLenInBytes + 4 * op->generatedKeyLenInBytes);
}

EMU_API CpaStatus cpaCyKeyGenTls(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pKeyGenCb,
                                 void *pCallbackTag, const CpaCyKeyGenTlsOpData *pKeyGenTlsOpData,
                                 CpaFlatBuffer *pGeneratedKeyBuffer)
{
    struct pke_request r = pke_request(instanceHandle, CY_FLAT, CALLBACK(pKeyGenCb), pCallbackTag, pKeyGenTlsOpData);
    return tls(&r, pKeyGenTlsOpData, CPA_CY_SYM_HASH_NONE, SSL_SECRET_MOST, pGeneratedKeyBuffer);
}

EMU_API CpaStatus cpaCyKeyGenTls2(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pKeyGenCb,
                                  void *pCallbackTag, const CpaCyKeyGenTlsOpData *pKeyGenTlsOpData,
                                  CpaCySymHashAlgorithm hashAlgorithm, CpaFlatBuffer *pGeneratedKeyBuffer)
{
    struct pke_request r = pke_request(instanceHandle, CY_FLAT, CALLBACK(pKeyGenCb), pCallbackTag, pKeyGenTlsOpData);
    pke_require(&r, hashAlgorithm == CPA_CY_SYM_HASH_SHA256 || hashAlgorithm == CPA_CY_SYM_HASH_SHA384 ||
                        hashAlgorithm == CPA_CY_SYM_HASH_SHA512 || hashAlgorithm == CPA_CY_SYM_HASH_SM3);
    return tls(&r, pKeyGenTlsOpData, hashAlgorithm, TLS2_SECRET_MOST, pGeneratedKeyBuffer);
}

/* --- TLS 1.3 --- */

#define SUBLABELS 4

/* Bytes of a digest, and of each sublabel: key, vector, resumption, finished. */
static const struct suite {
    const char *digest;
    uint8_t bytes, sub[SUBLABELS];
} suites[] = {
    [CPA_CY_HKDF_TLS_AES_128_GCM_SHA256] = {"SHA2-256", 32, {16, 12, 32, 32}},
    [CPA_CY_HKDF_TLS_AES_256_GCM_SHA384] = {"SHA2-384", 48, {32, 12, 48, 48}},
    [CPA_CY_HKDF_TLS_CHACHA20_POLY1305_SHA256] = {"SHA2-256", 32, {32, 12, 32, 32}},
    [CPA_CY_HKDF_TLS_AES_128_CCM_SHA256] = {"SHA2-256", 32, {16, 12, 32, 32}},
    [CPA_CY_HKDF_TLS_AES_128_CCM_8_SHA256] = {"SHA2-256", 32, {16, 12, 32, 32}},
};

static bool extracts(CpaCyKeyHKDFOp op)
{
    return op == CPA_CY_HKDF_KEY_EXTRACT || op == CPA_CY_HKDF_KEY_EXTRACT_EXPAND || op == CPA_CY_HKDF_KEY_EXTRACT_EXPAND_LABEL;
}

static bool labels(CpaCyKeyHKDFOp op)
{
    return op == CPA_CY_HKDF_KEY_EXPAND_LABEL || op == CPA_CY_HKDF_KEY_EXTRACT_EXPAND_LABEL;
}

static bool expands(CpaCyKeyHKDFOp op)
{
    return op == CPA_CY_HKDF_KEY_EXPAND || op == CPA_CY_HKDF_KEY_EXTRACT_EXPAND;
}

static Cpa32U hkdf_bytes(const CpaCyKeyGenHKDFOpData *op, const struct suite *suite)
{
    Cpa32U bytes = (extracts(op->hkdfKeyOp) + expands(op->hkdfKeyOp)) * (Cpa32U)suite->bytes;
    for (unsigned i = 0; labels(op->hkdfKeyOp) && i < op->numLabels && i < CPA_CY_HKDF_KEY_MAX_LABEL_COUNT; i++) {
        bytes += suite->bytes;
        for (unsigned sub = 0; sub < SUBLABELS; sub++) {
            bytes += (op->label[i].sublabelFlag >> sub & 1) != 0 ? suite->sub[sub] : 0;
        }
    }
    return bytes;
}

static struct emu_span next_part(struct emu_span *out, size_t bytes)
{
    struct emu_span part = {out->data, bytes};
    out->data += bytes;
    out->length -= bytes;
    return part;
}

/* RFC 8446, 7.1: length, "tls13 " and the label, no context. */
static int expand_sublabel(const struct suite *suite, struct emu_span secret, unsigned sub, struct emu_span out)
{
    static const char *const names[SUBLABELS] = {"tls13 key", "tls13 iv", "tls13 resumption", "tls13 finished"};
    uint8_t info[32];
    size_t length = strlen(names[sub]);
    info[0] = (uint8_t)(out.length >> 8);
    info[1] = (uint8_t)out.length;
    info[2] = (uint8_t)length;
    memcpy(info + 3, names[sub], length);
    info[3 + length] = 0;
    return emu_hkdf_expand(suite->digest, secret, (struct emu_span){info, length + 4}, out);
}

static int expand_labels(const CpaCyKeyGenHKDFOpData *op, const struct suite *suite, struct emu_span secret, struct emu_span *out)
{
    int rc = 0;
    for (unsigned i = 0; rc == 0 && i < op->numLabels; i++) {
        struct emu_span label = {(uint8_t *)(uintptr_t)op->label[i].label, op->label[i].labelLen};
        struct emu_span key = next_part(out, suite->bytes);
        rc = emu_hkdf_expand(suite->digest, secret, label, key);
        for (unsigned sub = 0; rc == 0 && sub < SUBLABELS; sub++) {
            if ((op->label[i].sublabelFlag >> sub & 1) != 0) {
                rc = expand_sublabel(suite, key, sub, next_part(out, suite->sub[sub]));
            }
        }
    }
    return rc;
}

static int run_hkdf(struct emu_pke *work)
{
    const CpaCyKeyGenHKDFOpData *op = (const CpaCyKeyGenHKDFOpData *)(void *)work->in[0].data;
    const struct suite *suite = &suites[work->flags];
    struct emu_span secret = {(uint8_t *)(uintptr_t)op->secret, op->secretLen};
    struct emu_span salt = {(uint8_t *)(uintptr_t)op->seed, op->seedLen}, out = work->out[0];
    struct emu_span info = {(uint8_t *)(uintptr_t)op->info, op->infoLen};
    int rc = 0;
    if (extracts(op->hkdfKeyOp)) {
        struct emu_span key = next_part(&out, suite->bytes);
        rc = emu_hkdf_extract(suite->digest, secret, salt, key);
        secret = key;
    }
    if (rc == 0 && expands(op->hkdfKeyOp)) {
        rc = emu_hkdf_expand(suite->digest, secret, info, next_part(&out, suite->bytes));
    }
    return rc == 0 && labels(op->hkdfKeyOp) ? expand_labels(op, suite, secret, &out) : rc;
}

static void check_hkdf(struct pke_request *r, const CpaCyKeyGenHKDFOpData *op, const struct suite *suite)
{
    const Cpa8U known = CPA_CY_HKDF_SUBLABEL_KEY | CPA_CY_HKDF_SUBLABEL_IV | CPA_CY_HKDF_SUBLABEL_RESUMPTION |
                        CPA_CY_HKDF_SUBLABEL_FINISHED;
    Cpa32U secret_most = extracts(op->hkdfKeyOp) ? CPA_CY_HKDF_KEY_MAX_SECRET_SZ : suite->bytes;
    pke_require(r, op->numLabels <= CPA_CY_HKDF_KEY_MAX_LABEL_COUNT && op->secretLen <= secret_most);
    pke_require(r, op->hkdfKeyOp == CPA_CY_HKDF_KEY_EXPAND || op->seedLen <= suite->bytes);
    pke_require(r, !expands(op->hkdfKeyOp) || op->infoLen <= CPA_CY_HKDF_KEY_MAX_INFO_SZ);
    for (unsigned i = 0; r->good && labels(op->hkdfKeyOp) && i < op->numLabels; i++) {
        pke_require(r, op->label[i].labelLen <= CPA_CY_HKDF_KEY_MAX_LABEL_SZ && (op->label[i].sublabelFlag & ~known) == 0);
    }
}

EMU_API CpaStatus cpaCyKeyGenTls3(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pKeyGenCb,
                                  void *pCallbackTag, const CpaCyKeyGenHKDFOpData *pKeyGenTlsOpData,
                                  CpaCyKeyHKDFCipherSuite cipherSuite, CpaFlatBuffer *pGeneratedKeyBuffer)
{
    const CpaCyKeyGenHKDFOpData *op = pKeyGenTlsOpData;
    struct pke_request r = pke_request(instanceHandle, CY_FLAT, CALLBACK(pKeyGenCb), pCallbackTag, op);
    bool known = op != NULL && op->hkdfKeyOp >= CPA_CY_HKDF_KEY_EXTRACT && op->hkdfKeyOp <= CPA_CY_HKDF_KEY_EXTRACT_EXPAND_LABEL;
    bool suited = cipherSuite >= CPA_CY_HKDF_TLS_AES_128_GCM_SHA256 && cipherSuite <= CPA_CY_HKDF_TLS_AES_128_CCM_8_SHA256;
    CpaStatus status = known && suited ? ready(&r) : CPA_STATUS_INVALID_PARAM;
    if (status != CPA_STATUS_SUCCESS) {
        return status;
    }
    const struct suite *suite = &suites[cipherSuite];
    const CpaFlatBuffer whole = {sizeof *op, (Cpa8U *)(uintptr_t)op};
    Cpa32U bytes = hkdf_bytes(op, suite);
    check_hkdf(&r, op, suite);
    pke_in(&r, &whole);
    short_output(&r, pGeneratedKeyBuffer, bytes);
    r.call.u.pke.work.flags = (unsigned)cipherSuite;
    return pke_send_key(&r, run_hkdf, counters(&r, OF_TLS), op->secretLen + 4 * bytes);
}

/* --- masks --- */

static int run_mgf(struct emu_pke *op)
{
    return emu_mgf1(digest_name((CpaCySymHashAlgorithm)op->flags), op->in[0], op->out[0]);
}

static CpaStatus mgf(struct pke_request *r, const CpaCyKeyGenMgfOpData *op, CpaCySymHashAlgorithm hash, CpaFlatBuffer *mask)
{
    CpaStatus status = ready(r);
    if (status != CPA_STATUS_SUCCESS) {
        return status;
    }
    pke_in(r, &op->seedBuffer);
    pke_require(r, op->seedBuffer.dataLenInBytes <= MGF_SEED_MOST && op->maskLenInBytes <= MGF_MASK_MOST);
    short_output(r, mask, op->maskLenInBytes);
    r->call.u.pke.work.flags = (unsigned)hash;
    return pke_send_key(r, run_mgf, counters(r, OF_MGF), op->seedBuffer.dataLenInBytes + op->maskLenInBytes);
}

EMU_API CpaStatus cpaCyKeyGenMgf(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pKeyGenCb,
                                 void *pCallbackTag, const CpaCyKeyGenMgfOpData *pKeyGenMgfOpData,
                                 CpaFlatBuffer *pGeneratedMaskBuffer)
{
    struct pke_request r = pke_request(instanceHandle, CY_FLAT, CALLBACK(pKeyGenCb), pCallbackTag, pKeyGenMgfOpData);
    return pKeyGenMgfOpData == NULL ? CPA_STATUS_INVALID_PARAM
                                    : mgf(&r, pKeyGenMgfOpData, CPA_CY_SYM_HASH_SHA1, pGeneratedMaskBuffer);
}

EMU_API CpaStatus cpaCyKeyGenMgfExt(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pKeyGenCb,
                                    void *pCallbackTag, const CpaCyKeyGenMgfOpDataExt *pKeyGenMgfOpDataExt,
                                    CpaFlatBuffer *pGeneratedMaskBuffer)
{
    const CpaCyKeyGenMgfOpDataExt *op = pKeyGenMgfOpDataExt;
    struct pke_request r = pke_request(instanceHandle, CY_FLAT, CALLBACK(pKeyGenCb), pCallbackTag, op);
    pke_require(&r, op != NULL && op->hashAlgorithm != CPA_CY_SYM_HASH_SM3 && digest_name(op->hashAlgorithm) != NULL);
    return op == NULL ? CPA_STATUS_INVALID_PARAM : mgf(&r, &op->baseOpData, op->hashAlgorithm, pGeneratedMaskBuffer);
}

/* --- statistics --- */

static CpaStatus usable(CpaInstanceHandle handle, const void *stats)
{
    struct cy_instance *instance = cy_instance(handle);
    return instance == NULL || stats == NULL ? CPA_STATUS_INVALID_PARAM : cy_usable(instance);
}

EMU_API CpaStatus cpaCyKeyGenQueryStats(const CpaInstanceHandle instanceHandle, CpaCyKeyGenStats *pKeyGenStats)
{
    CpaStatus status = usable(instanceHandle, pKeyGenStats);
    for (unsigned i = 0; status == CPA_STATUS_SUCCESS && i < sizeof *pKeyGenStats / sizeof(Cpa32U); i++) {
        ((Cpa32U *)(void *)pKeyGenStats)[i] = (Cpa32U)((Cpa64U *)(void *)&cy_instance(instanceHandle)->stats.key)[i];
    }
    return status;
}

EMU_API CpaStatus cpaCyKeyGenQueryStats64(const CpaInstanceHandle instanceHandle, CpaCyKeyGenStats64 *pKeyGenStats)
{
    CpaStatus status = usable(instanceHandle, pKeyGenStats);
    if (status == CPA_STATUS_SUCCESS) {
        *pKeyGenStats = cy_instance(instanceHandle)->stats.key;
    }
    return status;
}

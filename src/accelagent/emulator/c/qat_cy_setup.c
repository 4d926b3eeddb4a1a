/* QAT shim: what a symmetric session may be set up with, checked in QATlib's order, and what is kept of it. */
#include <string.h>

#include "qat_cy.h"

#define MAX_AAD 240 /* bytes, rounded up to a block */

#define BIT(algorithm) (1u << (algorithm))
#define AEAD_CIPHERS (BIT(CPA_CY_SYM_CIPHER_AES_GCM) | BIT(CPA_CY_SYM_CIPHER_AES_CCM) | BIT(CPA_CY_SYM_CIPHER_CHACHA))
#define AEAD_HASHES                                                                                  \
    (BIT(CPA_CY_SYM_HASH_AES_GCM) | BIT(CPA_CY_SYM_HASH_AES_GMAC) | BIT(CPA_CY_SYM_HASH_AES_CCM) | \
     BIT(CPA_CY_SYM_HASH_POLY))

/* Names by key length: 16, 24, 32 bytes (XTS: 32, 64). */
static const struct {
    CpaCySymCipherAlgorithm algorithm;
    unsigned lengths[3];
    const char *names[3];
} ciphers[] = {
    {CPA_CY_SYM_CIPHER_AES_ECB, {16, 24, 32}, {"AES-128-ECB", "AES-192-ECB", "AES-256-ECB"}},
    {CPA_CY_SYM_CIPHER_AES_CBC, {16, 24, 32}, {"AES-128-CBC", "AES-192-CBC", "AES-256-CBC"}},
    {CPA_CY_SYM_CIPHER_AES_CTR, {16, 24, 32}, {"AES-128-CTR", "AES-192-CTR", "AES-256-CTR"}},
    {CPA_CY_SYM_CIPHER_AES_GCM, {16, 24, 32}, {"AES-128-GCM", "AES-192-GCM", "AES-256-GCM"}},
    {CPA_CY_SYM_CIPHER_AES_CCM, {16, 24, 32}, {"AES-128-CCM", "AES-192-CCM", "AES-256-CCM"}},
    {CPA_CY_SYM_CIPHER_AES_XTS, {32, 64, 0}, {"AES-128-XTS", "AES-256-XTS", NULL}},
    {CPA_CY_SYM_CIPHER_CHACHA, {32, 0, 0}, {"ChaCha20-Poly1305", NULL, NULL}},
    {CPA_CY_SYM_CIPHER_SM4_ECB, {16, 0, 0}, {"SM4-ECB", NULL, NULL}},
    {CPA_CY_SYM_CIPHER_SM4_CBC, {16, 0, 0}, {"SM4-CBC", NULL, NULL}},
    {CPA_CY_SYM_CIPHER_SM4_CTR, {16, 0, 0}, {"SM4-CTR", NULL, NULL}},
};

static const struct hash_kind {
    CpaCySymHashAlgorithm algorithm;
    const char *digest;      /* NULL: a MAC made of a cipher */
    enum emu_mac mac;        /* of that kind */
    unsigned length, block;  /* bytes */
} hashes[] = {
    {CPA_CY_SYM_HASH_SHA1, "SHA1", EMU_MAC_HMAC, 20, 64},
    {CPA_CY_SYM_HASH_SHA224, "SHA2-224", EMU_MAC_HMAC, 28, 64},
    {CPA_CY_SYM_HASH_SHA256, "SHA2-256", EMU_MAC_HMAC, 32, 64},
    {CPA_CY_SYM_HASH_SHA384, "SHA2-384", EMU_MAC_HMAC, 48, 128},
    {CPA_CY_SYM_HASH_SHA512, "SHA2-512", EMU_MAC_HMAC, 64, 128},
    {CPA_CY_SYM_HASH_SHA3_224, "SHA3-224", EMU_MAC_HMAC, 28, 144},
    {CPA_CY_SYM_HASH_SHA3_256, "SHA3-256", EMU_MAC_HMAC, 32, 136},
    {CPA_CY_SYM_HASH_SHA3_384, "SHA3-384", EMU_MAC_HMAC, 48, 104},
    {CPA_CY_SYM_HASH_SHA3_512, "SHA3-512", EMU_MAC_HMAC, 64, 72},
    {CPA_CY_SYM_HASH_SM3, "SM3", EMU_MAC_HMAC, 32, 64},
    {CPA_CY_SYM_HASH_AES_XCBC, NULL, EMU_MAC_XCBC, 16, 16},
    {CPA_CY_SYM_HASH_AES_CMAC, NULL, EMU_MAC_CMAC, 16, 16},
    {CPA_CY_SYM_HASH_AES_CBC_MAC, NULL, EMU_MAC_CBC, 16, 16},
    {CPA_CY_SYM_HASH_AES_GCM, NULL, EMU_MAC_NONE, 16, 16},
    {CPA_CY_SYM_HASH_AES_GMAC, NULL, EMU_MAC_NONE, 16, 16},
    {CPA_CY_SYM_HASH_AES_CCM, NULL, EMU_MAC_NONE, 16, 16},
    {CPA_CY_SYM_HASH_POLY, NULL, EMU_MAC_NONE, 16, 64},
};

static const char *cipher_name(CpaCySymCipherAlgorithm algorithm, Cpa32U key_length)
{
    for (size_t i = 0; i < sizeof ciphers / sizeof *ciphers; i++) {
        for (int j = 0; ciphers[i].algorithm == algorithm && j < 3; j++) {
            if (ciphers[i].lengths[j] == key_length) {
                return ciphers[i].names[j];
            }
        }
    }
    return NULL;
}

static const struct hash_kind *hash_kind(CpaCySymHashAlgorithm algorithm)
{
    for (size_t i = 0; i < sizeof hashes / sizeof *hashes; i++) {
        if (hashes[i].algorithm == algorithm) {
            return &hashes[i];
        }
    }
    return NULL;
}

static bool in(Cpa32U set, unsigned algorithm)
{
    return algorithm < 32 && (set & BIT(algorithm)) != 0;
}

/* --- checks --- */

static bool ciphers_at_all(const CpaCySymSessionSetupData *setup)
{
    return setup->symOperation != CPA_CY_SYM_OP_HASH;
}

static bool hashes_at_all(const CpaCySymSessionSetupData *setup)
{
    return setup->symOperation != CPA_CY_SYM_OP_CIPHER;
}

/* Authenticated ciphers come with their own hash, and only together. */
static bool pairs_well(CpaCySymCipherAlgorithm cipher, CpaCySymHashAlgorithm hash)
{
    switch (cipher) {
    case CPA_CY_SYM_CIPHER_AES_GCM: return hash == CPA_CY_SYM_HASH_AES_GCM || hash == CPA_CY_SYM_HASH_AES_GMAC;
    case CPA_CY_SYM_CIPHER_AES_CCM: return hash == CPA_CY_SYM_HASH_AES_CCM;
    case CPA_CY_SYM_CIPHER_CHACHA: return hash == CPA_CY_SYM_HASH_POLY;
    default: return !in(AEAD_HASHES, hash);
    }
}

static bool operation_fits(const CpaCySymSessionSetupData *setup)
{
    CpaCySymCipherAlgorithm cipher = setup->cipherSetupData.cipherAlgorithm;
    CpaCySymHashAlgorithm hash = setup->hashSetupData.hashAlgorithm;
    if ((ciphers_at_all(setup) && (unsigned)cipher >= CPA_CY_SYM_CIPHER_CAP_BITMAP_SIZE) ||
        (hashes_at_all(setup) && (unsigned)hash >= CPA_CY_SYM_HASH_CAP_BITMAP_SIZE)) {
        return false;
    }
    switch (setup->symOperation) {
    case CPA_CY_SYM_OP_ALGORITHM_CHAINING: return pairs_well(cipher, hash);
    case CPA_CY_SYM_OP_CIPHER: return !in(AEAD_CIPHERS, cipher);
    case CPA_CY_SYM_OP_HASH: return !in(AEAD_HASHES, hash);
    default: return false;
    }
}

static bool direction_fits(CpaCySymCipherDirection direction)
{
    return direction == CPA_CY_SYM_CIPHER_DIRECTION_ENCRYPT || direction == CPA_CY_SYM_CIPHER_DIRECTION_DECRYPT;
}

static bool key_fits(const CpaCySymCipherSetupData *cipher)
{
    if (cipher->cipherAlgorithm == CPA_CY_SYM_CIPHER_NULL) {
        return true;
    }
    bool known = in(cy_known_ciphers, cipher->cipherAlgorithm);
    return cipher->pCipherKey != NULL &&
           (!known || cipher_name(cipher->cipherAlgorithm, cipher->cipherKeyLenInBytes) != NULL);
}

static bool priority_fits(CpaCyPriority priority)
{
    return priority == CPA_CY_PRIORITY_NORMAL || priority == CPA_CY_PRIORITY_HIGH;
}

static CpaStatus check_mode(const CpaCySymHashSetupData *hash)
{
    bool cipher_mac = hash_kind(hash->hashAlgorithm)->digest == NULL && hash->hashAlgorithm != CPA_CY_SYM_HASH_POLY;
    bool sha3 = hash->hashAlgorithm >= CPA_CY_SYM_HASH_SHA3_256 && hash->hashAlgorithm <= CPA_CY_SYM_HASH_SHA3_512;
    if (hash->hashMode < CPA_CY_SYM_HASH_MODE_PLAIN || hash->hashMode > CPA_CY_SYM_HASH_MODE_NESTED) {
        return CPA_STATUS_INVALID_PARAM;
    }
    bool bad = (cipher_mac && hash->hashMode != CPA_CY_SYM_HASH_MODE_AUTH) ||
               (sha3 && hash->hashMode == CPA_CY_SYM_HASH_MODE_NESTED);
    return bad ? CPA_STATUS_UNSUPPORTED : CPA_STATUS_SUCCESS;
}

static bool aead_digest_fits(const CpaCySymHashSetupData *hash)
{
    Cpa32U length = hash->digestResultLenInBytes, aad = hash->authModeSetupData.aadLenInBytes;
    switch (hash->hashAlgorithm) {
    case CPA_CY_SYM_HASH_AES_GCM: return (length == 8 || length == 12 || length == 16) && aad <= MAX_AAD;
    case CPA_CY_SYM_HASH_AES_GMAC: return length == 8 || length == 12 || length == 16;
    case CPA_CY_SYM_HASH_AES_CCM:
        return length >= 4 && length <= 16 && length % 2 == 0 && aad <= MAX_AAD - 18; /* after a block and a length */
    default: return length == 16 && aad <= MAX_AAD;
    }
}

static bool mac_key_fits(const CpaCySymHashSetupData *hash)
{
    const CpaCySymHashAuthModeSetupData *auth = &hash->authModeSetupData;
    Cpa32U length = auth->authKeyLenInBytes;
    bool fits;
    switch (hash->hashAlgorithm) {
    case CPA_CY_SYM_HASH_AES_XCBC:
    case CPA_CY_SYM_HASH_AES_CBC_MAC: fits = length == 16; break;
    case CPA_CY_SYM_HASH_AES_CMAC: fits = length == 16 || length == 24 || length == 32; break;
    default: fits = length <= hash_kind(hash->hashAlgorithm)->block;
    }
    return fits && (length == 0 || auth->authKey != NULL);
}

static bool prefixes_fit(const CpaCySymHashNestedModeSetupData *nested)
{
    return nested->innerPrefixLenInBytes <= EMU_MAX_PREFIX && nested->outerPrefixLenInBytes <= EMU_MAX_PREFIX &&
           (nested->innerPrefixLenInBytes == 0 || nested->pInnerPrefixData != NULL) &&
           (nested->outerPrefixLenInBytes == 0 || nested->pOuterPrefixData != NULL);
}

static bool nested_fits(const CpaCySymHashSetupData *hash)
{
    CpaCySymHashAlgorithm outer = hash->nestedModeSetupData.outerHashAlgorithm;
    const struct hash_kind *kind = in(cy_known_hashes, outer) ? hash_kind(outer) : NULL;
    return kind != NULL && kind->digest != NULL && hash->digestResultLenInBytes <= kind->length &&
           hash->digestResultLenInBytes > 0 && prefixes_fit(&hash->nestedModeSetupData);
}

static CpaStatus check_hash(const CpaCySymHashSetupData *hash)
{
    CpaStatus status = check_mode(hash);
    if (status != CPA_STATUS_SUCCESS) {
        return status;
    }
    if (hash->hashMode == CPA_CY_SYM_HASH_MODE_NESTED) {
        return nested_fits(hash) ? CPA_STATUS_SUCCESS : CPA_STATUS_INVALID_PARAM;
    }
    bool fits = hash->digestResultLenInBytes > 0 &&
                hash->digestResultLenInBytes <= hash_kind(hash->hashAlgorithm)->length;
    if (hash->hashMode == CPA_CY_SYM_HASH_MODE_AUTH) {
        fits = fits && (in(AEAD_HASHES, hash->hashAlgorithm) ? aead_digest_fits(hash) : mac_key_fits(hash));
    }
    return fits ? CPA_STATUS_SUCCESS : CPA_STATUS_INVALID_PARAM;
}

static bool order_fits(const CpaCySymSessionSetupData *setup)
{
    return setup->symOperation != CPA_CY_SYM_OP_ALGORITHM_CHAINING ||
           in(AEAD_CIPHERS, setup->cipherSetupData.cipherAlgorithm) ||
           setup->algChainOrder == CPA_CY_SYM_ALG_CHAIN_ORDER_HASH_THEN_CIPHER ||
           setup->algChainOrder == CPA_CY_SYM_ALG_CHAIN_ORDER_CIPHER_THEN_HASH;
}

static CpaStatus check_supported(const CpaCySymSessionSetupData *setup)
{
    bool cipher = !ciphers_at_all(setup) || in(cy_known_ciphers, setup->cipherSetupData.cipherAlgorithm);
    bool hash = !hashes_at_all(setup) || in(cy_known_hashes, setup->hashSetupData.hashAlgorithm);
    return cipher && hash ? CPA_STATUS_SUCCESS : CPA_STATUS_UNSUPPORTED;
}

CpaStatus cy_check_setup(const CpaCySymSessionSetupData *setup)
{
    bool fits = operation_fits(setup) &&
                (!ciphers_at_all(setup) ||
                 (direction_fits(setup->cipherSetupData.cipherDirection) && key_fits(&setup->cipherSetupData))) &&
                priority_fits(setup->sessionPriority);
    CpaStatus status = fits ? check_supported(setup) : CPA_STATUS_INVALID_PARAM;
    if (status == CPA_STATUS_SUCCESS && !order_fits(setup)) {
        status = CPA_STATUS_INVALID_PARAM;
    }
    return status == CPA_STATUS_SUCCESS && hashes_at_all(setup) ? check_hash(&setup->hashSetupData) : status;
}

/* --- what is kept --- */

static void keep_cipher(struct emu_cipher_spec *spec, const CpaCySymCipherSetupData *cipher)
{
    spec->name = cipher_name(cipher->cipherAlgorithm, cipher->cipherKeyLenInBytes);
    spec->encrypt = cipher->cipherDirection == CPA_CY_SYM_CIPHER_DIRECTION_ENCRYPT;
    spec->aead = in(AEAD_CIPHERS, cipher->cipherAlgorithm);
    spec->ccm = cipher->cipherAlgorithm == CPA_CY_SYM_CIPHER_AES_CCM;
    if (spec->name != NULL) {
        memcpy(spec->key, cipher->pCipherKey, cipher->cipherKeyLenInBytes);
    }
}

static void keep_nested(struct emu_hash *kept, const CpaCySymHashNestedModeSetupData *nested)
{
    kept->mac = EMU_MAC_NESTED;
    kept->outer = hash_kind(nested->outerHashAlgorithm)->digest;
    kept->key_length = nested->innerPrefixLenInBytes;
    kept->outer_prefix_length = nested->outerPrefixLenInBytes;
    if (kept->key_length > 0) {
        memcpy(kept->key, nested->pInnerPrefixData, kept->key_length);
    }
    if (kept->outer_prefix_length > 0) {
        memcpy(kept->outer_prefix, nested->pOuterPrefixData, kept->outer_prefix_length);
    }
}

static void keep_hash(struct emu_hash *kept, const CpaCySymHashSetupData *hash)
{
    const struct hash_kind *kind = hash_kind(hash->hashAlgorithm);
    kept->digest = kind->digest;
    if (hash->hashMode == CPA_CY_SYM_HASH_MODE_NESTED) {
        keep_nested(kept, &hash->nestedModeSetupData);
    } else if (hash->hashMode == CPA_CY_SYM_HASH_MODE_AUTH && kind->mac != EMU_MAC_NONE) {
        kept->mac = kind->mac;
        kept->key_length = hash->authModeSetupData.authKeyLenInBytes;
        if (kept->key_length > 0) {
            memcpy(kept->key, hash->authModeSetupData.authKey, kept->key_length);
        }
    }
}

void cy_keep_setup(struct cy_session *session, const CpaCySymSessionSetupData *setup)
{
    CpaCySymHashAlgorithm hash = setup->hashSetupData.hashAlgorithm;
    session->setup = *setup;
    session->appended = setup->digestIsAppended == CPA_TRUE;
    session->verify = setup->verifyDigest == CPA_TRUE && hashes_at_all(setup);
    if (ciphers_at_all(setup)) {
        keep_cipher(&session->cipher, &setup->cipherSetupData);
    }
    if (hashes_at_all(setup)) {
        keep_hash(&session->hash, &setup->hashSetupData);
        session->hash_block = hash_kind(hash)->block;
        session->cipher.tag_length = setup->hashSetupData.digestResultLenInBytes;
    }
    if (session->cipher.aead) {
        session->verify = !session->cipher.encrypt; /* whatever the caller says, as with the device */
        session->appended = session->appended || session->cipher.ccm;
    }
}

bool cy_is_aead(const struct cy_session *session)
{
    return session->cipher.aead;
}

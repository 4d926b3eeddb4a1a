/* QAT shim: what a symmetric request may ask for, checked in QATlib's order. */
#include <string.h>

#include "qat_cy.h"

static const Cpa32U no_iv = (1u << CPA_CY_SYM_CIPHER_NULL) | (1u << CPA_CY_SYM_CIPHER_AES_ECB) |
                            (1u << CPA_CY_SYM_CIPHER_SM4_ECB);
static const Cpa32U any_length = (1u << CPA_CY_SYM_CIPHER_AES_CTR) | (1u << CPA_CY_SYM_CIPHER_AES_CCM) |
                                 (1u << CPA_CY_SYM_CIPHER_AES_GCM) | (1u << CPA_CY_SYM_CIPHER_CHACHA) |
                                 (1u << CPA_CY_SYM_CIPHER_SM4_CTR) | (1u << CPA_CY_SYM_CIPHER_NULL);

static bool is(const struct cy_session *session, CpaCySymCipherAlgorithm cipher)
{
    return session->setup.symOperation != CPA_CY_SYM_OP_HASH &&
           session->setup.cipherSetupData.cipherAlgorithm == cipher;
}

static bool hashes_with(const struct cy_session *session, CpaCySymHashAlgorithm hash)
{
    return session->setup.symOperation != CPA_CY_SYM_OP_CIPHER && session->setup.hashSetupData.hashAlgorithm == hash;
}

/* A vector of 16 bytes is J0. Where it does not come from a nonce of 12 bytes, it takes a GHASH that is not here. */
static bool is_foreign_j0(const struct cy_session *session, const CpaCySymOpData *op)
{
    static const Cpa8U first[4] = {0, 0, 0, 1};
    return is(session, CPA_CY_SYM_CIPHER_AES_GCM) && op->ivLenInBytes == 16 && memcmp(op->pIv + 12, first, 4) != 0;
}

static CpaStatus given(bool good)
{
    return good ? CPA_STATUS_SUCCESS : CPA_STATUS_INVALID_PARAM;
}

/* --- packets in parts --- */

static bool sequence_fits(const struct cy_session *session, CpaCySymPacketType type)
{
    bool under_way = session->partial == CPA_CY_SYM_PACKET_TYPE_PARTIAL;
    switch (type) {
    case CPA_CY_SYM_PACKET_TYPE_FULL: return true;
    case CPA_CY_SYM_PACKET_TYPE_PARTIAL: return true;
    case CPA_CY_SYM_PACKET_TYPE_LAST_PARTIAL: return under_way;
    default: return false;
    }
}

static CpaStatus check_parts(const struct cy_session *session, CpaCySymPacketType type)
{
    bool chain = session->setup.symOperation == CPA_CY_SYM_OP_ALGORITHM_CHAINING;
    if (type == CPA_CY_SYM_PACKET_TYPE_FULL) {
        return CPA_STATUS_SUCCESS;
    }
    if (is(session, CPA_CY_SYM_CIPHER_CHACHA) || (chain && hashes_with(session, CPA_CY_SYM_HASH_SHA3_256)) ||
        !sequence_fits(session, type)) {
        return CPA_STATUS_INVALID_PARAM;
    }
    bool whole_only = is(session, CPA_CY_SYM_CIPHER_AES_XTS) || is(session, CPA_CY_SYM_CIPHER_AES_CCM) ||
                      (session->setup.symOperation != CPA_CY_SYM_OP_CIPHER && !emu_hash_streams(&session->hash));
    return whole_only ? CPA_STATUS_UNSUPPORTED : CPA_STATUS_SUCCESS;
}

/* --- cipher --- */

static bool iv_fits(const struct cy_session *session, const CpaCySymOpData *op)
{
    Cpa32U length = op->ivLenInBytes;
    if ((no_iv & (1u << session->setup.cipherSetupData.cipherAlgorithm)) != 0) {
        return true;
    }
    if (op->pIv == NULL) {
        return false;
    }
    switch (session->setup.cipherSetupData.cipherAlgorithm) {
    case CPA_CY_SYM_CIPHER_AES_GCM: return length == 12 || length == 16;
    case CPA_CY_SYM_CIPHER_CHACHA: return length == 12;
    case CPA_CY_SYM_CIPHER_AES_CCM: return length >= 7 && length <= 13;
    default: return length == 16;
    }
}

static bool length_fits(const struct cy_session *session, const CpaCySymOpData *op)
{
    if (is(session, CPA_CY_SYM_CIPHER_AES_XTS)) {
        return op->messageLenToCipherInBytes >= 16;
    }
    return (any_length & (1u << session->setup.cipherSetupData.cipherAlgorithm)) != 0 ||
           op->messageLenToCipherInBytes % 16 == 0;
}

static bool ccm_fits(const CpaCySymOpData *op)
{
    unsigned bits = 8 * (15 - op->ivLenInBytes); /* of the length field */
    return op->pAdditionalAuthData != NULL && (bits >= 32 || op->messageLenToCipherInBytes < (1u << bits));
}

static bool cipher_fits(const struct cy_session *session, const CpaCySymOpData *op, size_t source)
{
    size_t end = (size_t)op->cryptoStartSrcOffsetInBytes + op->messageLenToCipherInBytes;
    return end <= source && length_fits(session, op) && iv_fits(session, op) &&
           (!is(session, CPA_CY_SYM_CIPHER_AES_CCM) || ccm_fits(op));
}

/* --- hash --- */

static bool aad_fits(const struct cy_session *session, const CpaCySymOpData *op)
{
    if (hashes_with(session, CPA_CY_SYM_HASH_AES_GMAC)) {
        return op->messageLenToHashInBytes > 0 && op->pAdditionalAuthData == NULL;
    }
    return session->setup.hashSetupData.authModeSetupData.aadLenInBytes == 0 || op->pAdditionalAuthData != NULL;
}

static size_t digest_at(const struct cy_session *session, const CpaCySymOpData *op)
{
    bool after_cipher = cy_is_aead(session) && !hashes_with(session, CPA_CY_SYM_HASH_AES_GMAC);
    return after_cipher ? (size_t)op->cryptoStartSrcOffsetInBytes + op->messageLenToCipherInBytes
                        : (size_t)op->hashStartSrcOffsetInBytes + op->messageLenToHashInBytes;
}

static bool digest_fits(const struct cy_session *session, const CpaCySymOpData *op, size_t source, size_t destination)
{
    bool comes = op->packetType != CPA_CY_SYM_PACKET_TYPE_PARTIAL;
    bool hash_only = session->setup.symOperation == CPA_CY_SYM_OP_HASH;
    if (!session->appended) {
        return !comes || op->pDigestResult != NULL;
    }
    size_t room = session->verify ? source : destination;
    return !(session->verify && hash_only) &&
           (!comes || digest_at(session, op) + session->setup.hashSetupData.digestResultLenInBytes <= room);
}

static bool hash_fits(const struct cy_session *session, const CpaCySymOpData *op, size_t source)
{
    bool own_region = !cy_is_aead(session) || hashes_with(session, CPA_CY_SYM_HASH_AES_GMAC);
    size_t end = (size_t)op->hashStartSrcOffsetInBytes + op->messageLenToHashInBytes;
    bool partial_hash = op->packetType == CPA_CY_SYM_PACKET_TYPE_PARTIAL &&
                        session->setup.symOperation == CPA_CY_SYM_OP_HASH;
    return (!own_region || end <= source) &&
           (!partial_hash || op->messageLenToHashInBytes % session->hash_block == 0);
}

bool cy_fits(const struct cy_session *session, const CpaCySymOpData *op, size_t source, size_t destination)
{
    bool ciphers = session->setup.symOperation != CPA_CY_SYM_OP_HASH, hashes = session->setup.symOperation != CPA_CY_SYM_OP_CIPHER;
    return (!ciphers || cipher_fits(session, op, source)) &&
           (!hashes || (hash_fits(session, op, source) && (!cy_is_aead(session) || aad_fits(session, op)) &&
                        digest_fits(session, op, source, destination)));
}

CpaStatus cy_check_perform(const struct cy_session *session, const CpaCySymOpData *op, size_t source_bytes,
                           size_t destination_bytes)
{
    bool ccm = is(session, CPA_CY_SYM_CIPHER_AES_CCM);
    if ((unsigned)op->packetType < CPA_CY_SYM_PACKET_TYPE_FULL ||
        (unsigned)op->packetType > CPA_CY_SYM_PACKET_TYPE_LAST_PARTIAL ||
        (source_bytes != destination_bytes && !ccm) ||
        (is(session, CPA_CY_SYM_CIPHER_CHACHA) && op->messageLenToCipherInBytes == 0)) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = check_parts(session, op->packetType);
    if (status != CPA_STATUS_SUCCESS) {
        return status;
    }
    if (session->setup.symOperation != CPA_CY_SYM_OP_HASH && !cipher_fits(session, op, source_bytes)) {
        return CPA_STATUS_INVALID_PARAM;
    }
    if (is_foreign_j0(session, op)) {
        return CPA_STATUS_UNSUPPORTED;
    }
    return given(session->setup.symOperation == CPA_CY_SYM_OP_CIPHER ||
                 (hash_fits(session, op, source_bytes) && (!cy_is_aead(session) || aad_fits(session, op)) &&
                  digest_fits(session, op, source_bytes, destination_bytes)));
}

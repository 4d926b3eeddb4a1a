/* QAT shim: RSA, Diffie-Hellman, large numbers, primes. */
#include "cpa_cy_dh.h"
#include "cpa_cy_ln.h"
#include "cpa_cy_prime.h"
#include "cpa_cy_rsa.h"
#include "qat_pke.h"

#define CALLBACK(pointer) ((void (*)(void))(pointer))

static bool size_fits(size_t bytes)
{
    static const size_t sizes[] = {64, 128, 192, 256, 384, 512, 1024};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        if (sizes[i] == bytes) {
            return true;
        }
    }
    return false;
}

/* --- RSA --- */

EMU_API CpaStatus cpaCyRsaEncrypt(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pRsaEncryptCb,
                                  void *pCallbackTag, const CpaCyRsaEncryptOpData *pEncryptOpData,
                                  CpaFlatBuffer *pOutputData)
{
    struct pke_request r = pke_request(instanceHandle, CY_FLAT, CALLBACK(pRsaEncryptCb), pCallbackTag, pEncryptOpData);
    if (pEncryptOpData == NULL || pEncryptOpData->pPublicKey == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    const CpaCyRsaPublicKey *key = pEncryptOpData->pPublicKey;
    size_t bytes = pke_length(&key->modulusN);
    pke_require(&r, size_fits(bytes) && pke_is_odd(&key->modulusN) && !pke_is_zero(&key->publicExponentE));
    pke_in(&r, &key->modulusN);
    pke_in(&r, &pEncryptOpData->inputData);
    pke_in(&r, &key->publicExponentE);
    pke_out(&r, pOutputData, bytes);
    /* a short exponent costs a small part of a private one */
    return pke_send(&r, emu_pke_mod_exp, CY_RSA + 4, false, pke_rsa_ns(bytes, true) / 16, NULL);
}

static void add_first(struct pke_request *r, const CpaCyRsaPrivateKeyRep1 *key, const CpaFlatBuffer *input)
{
    pke_require(r, size_fits(pke_length(&key->modulusN)) && pke_is_odd(&key->modulusN));
    pke_in(r, &key->modulusN);
    pke_in(r, input);
    pke_in(r, &key->privateExponentD);
}

static void add_second(struct pke_request *r, const CpaCyRsaPrivateKeyRep2 *key, const CpaFlatBuffer *input)
{
    const CpaFlatBuffer *parts[] = {&key->prime1P, &key->prime2Q, &key->exponent1Dp, &key->exponent2Dq,
                                    &key->coefficientQInv};
    pke_require(r, size_fits(2 * pke_length(&key->prime1P)) && pke_length(&key->prime2Q) == pke_length(&key->prime1P));
    pke_in(r, input);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        pke_require(r, !pke_is_zero(parts[i]));
        pke_in(r, parts[i]);
    }
    pke_require(r, pke_is_odd(&key->prime1P) && pke_is_odd(&key->prime2Q));
}

EMU_API CpaStatus cpaCyRsaDecrypt(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pRsaDecryptCb,
                                  void *pCallbackTag, const CpaCyRsaDecryptOpData *pDecryptOpData,
                                  CpaFlatBuffer *pOutputData)
{
    struct pke_request r = pke_request(instanceHandle, CY_FLAT, CALLBACK(pRsaDecryptCb), pCallbackTag, pDecryptOpData);
    const CpaCyRsaPrivateKey *key = pDecryptOpData != NULL ? pDecryptOpData->pRecipientPrivateKey : NULL;
    if (key == NULL || key->version != CPA_CY_RSA_VERSION_TWO_PRIME ||
        (key->privateKeyRepType != CPA_CY_RSA_PRIVATE_KEY_REP_TYPE_1 &&
         key->privateKeyRepType != CPA_CY_RSA_PRIVATE_KEY_REP_TYPE_2)) {
        return CPA_STATUS_INVALID_PARAM;
    }
    bool crt = key->privateKeyRepType == CPA_CY_RSA_PRIVATE_KEY_REP_TYPE_2;
    size_t bytes = crt ? 2 * pke_length(&key->privateKeyRep2.prime1P) : pke_length(&key->privateKeyRep1.modulusN);
    if (crt) {
        add_second(&r, &key->privateKeyRep2, &pDecryptOpData->inputData);
    } else {
        add_first(&r, &key->privateKeyRep1, &pDecryptOpData->inputData);
    }
    pke_require(&r, pke_length(&pDecryptOpData->inputData) <= bytes);
    pke_out(&r, pOutputData, bytes);
    return pke_send(&r, crt ? emu_pke_rsa_crt : emu_pke_mod_exp, CY_RSA + 8, false, pke_rsa_ns(bytes, crt), NULL);
}

EMU_API CpaStatus cpaCyRsaGenKey(const CpaInstanceHandle instanceHandle, const CpaCyRsaKeyGenCbFunc pRsaKeyGenCb,
                                 void *pCallbackTag, const CpaCyRsaKeyGenOpData *pKeyGenOpData,
                                 CpaCyRsaPrivateKey *pPrivateKey, CpaCyRsaPublicKey *pPublicKey)
{
    struct pke_request r = pke_request(instanceHandle, CY_RSA_KEYS, CALLBACK(pRsaKeyGenCb), pCallbackTag, pKeyGenOpData);
    if (pKeyGenOpData == NULL || pPrivateKey == NULL || pPublicKey == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    size_t bytes = pKeyGenOpData->modulusLenInBytes;
    CpaCyRsaPrivateKeyRep2 *second = &pPrivateKey->privateKeyRep2;
    r.call.u.pke.extra[0] = pPrivateKey;
    r.call.u.pke.extra[1] = pPublicKey;
    pke_require(&r, size_fits(bytes) && pke_is_odd(&pKeyGenOpData->prime1P) && pke_is_odd(&pKeyGenOpData->prime2Q) &&
                        !pke_is_zero(&pKeyGenOpData->publicExponentE));
    pke_in(&r, &pKeyGenOpData->prime1P);
    pke_in(&r, &pKeyGenOpData->prime2Q);
    pke_in(&r, &pKeyGenOpData->publicExponentE);
    pke_out(&r, &pPrivateKey->privateKeyRep1.modulusN, bytes);
    pke_out(&r, &pPrivateKey->privateKeyRep1.privateExponentD, bytes);
    if (pKeyGenOpData->privateKeyRepType == CPA_CY_RSA_PRIVATE_KEY_REP_TYPE_2) {
        pke_out(&r, &second->exponent1Dp, bytes / 2);
        pke_out(&r, &second->exponent2Dq, bytes / 2);
        pke_out(&r, &second->coefficientQInv, bytes / 2);
    }
    return pke_send(&r, emu_pke_rsa_key, CY_RSA, false, pke_rsa_ns(bytes, true) / 4, NULL);
}

EMU_API CpaStatus cpaCyRsaQueryStats64(const CpaInstanceHandle instanceHandle, CpaCyRsaStats64 *pRsaStats)
{
    return pke_copy_counters(instanceHandle, CY_RSA, pRsaStats, sizeof *pRsaStats / sizeof(Cpa64U), true);
}

EMU_API CpaStatus cpaCyRsaQueryStats(const CpaInstanceHandle instanceHandle, CpaCyRsaStats *pRsaStats)
{
    return pke_copy_counters(instanceHandle, CY_RSA, pRsaStats, sizeof *pRsaStats / sizeof(Cpa32U), false);
}

/* --- Diffie-Hellman and modular arithmetic --- */

static CpaStatus mod_exp(struct pke_request *r, const CpaFlatBuffer *modulus, const CpaFlatBuffer *base,
                         const CpaFlatBuffer *exponent, CpaFlatBuffer *out, enum cy_counters counters)
{
    size_t bytes = pke_length(modulus);
    pke_require(r, !pke_is_zero(modulus));
    pke_in(r, modulus);
    pke_in(r, base);
    pke_in(r, exponent);
    pke_out(r, out, bytes);
    return pke_send(r, emu_pke_mod_exp, counters, false, pke_rsa_ns(bytes, false), NULL);
}

EMU_API CpaStatus cpaCyDhKeyGenPhase1(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pDhPhase1Cb,
                                      void *pCallbackTag, const CpaCyDhPhase1KeyGenOpData *pPhase1KeyGenData,
                                      CpaFlatBuffer *pLocalOctetStringPV)
{
    struct pke_request r = pke_request(instanceHandle, CY_FLAT, CALLBACK(pDhPhase1Cb), pCallbackTag, pPhase1KeyGenData);
    if (pPhase1KeyGenData == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    pke_require(&r, pke_is_odd(&pPhase1KeyGenData->primeP));
    return mod_exp(&r, &pPhase1KeyGenData->primeP, &pPhase1KeyGenData->baseG, &pPhase1KeyGenData->privateValueX,
                   pLocalOctetStringPV, CY_DH);
}

EMU_API CpaStatus cpaCyDhKeyGenPhase2Secret(const CpaInstanceHandle instanceHandle,
                                            const CpaCyGenFlatBufCbFunc pDhPhase2Cb, void *pCallbackTag,
                                            const CpaCyDhPhase2SecretKeyGenOpData *pPhase2SecretKeyGenData,
                                            CpaFlatBuffer *pOctetStringSecretKey)
{
    const CpaCyDhPhase2SecretKeyGenOpData *op = pPhase2SecretKeyGenData;
    struct pke_request r = pke_request(instanceHandle, CY_FLAT, CALLBACK(pDhPhase2Cb), pCallbackTag, op);
    if (op == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    pke_require(&r, pke_is_odd(&op->primeP));
    return mod_exp(&r, &op->primeP, &op->remoteOctetStringPV, &op->privateValueX, pOctetStringSecretKey, CY_DH + 4);
}

EMU_API CpaStatus cpaCyDhQueryStats64(const CpaInstanceHandle instanceHandle, CpaCyDhStats64 *pDhStats)
{
    return pke_copy_counters(instanceHandle, CY_DH, pDhStats, sizeof *pDhStats / sizeof(Cpa64U), true);
}

EMU_API CpaStatus cpaCyDhQueryStats(const CpaInstanceHandle instanceHandle, CpaCyDhStats *pDhStats)
{
    return pke_copy_counters(instanceHandle, CY_DH, pDhStats, sizeof *pDhStats / sizeof(Cpa32U), false);
}

EMU_API CpaStatus cpaCyLnModExp(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pLnModExpCb,
                                void *pCallbackTag, const CpaCyLnModExpOpData *pLnModExpOpData, CpaFlatBuffer *pResult)
{
    struct pke_request r = pke_request(instanceHandle, CY_FLAT, CALLBACK(pLnModExpCb), pCallbackTag, pLnModExpOpData);
    if (pLnModExpOpData == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    return mod_exp(&r, &pLnModExpOpData->modulus, &pLnModExpOpData->base, &pLnModExpOpData->exponent, pResult, CY_LN);
}

EMU_API CpaStatus cpaCyLnModInv(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pLnModInvCb,
                                void *pCallbackTag, const CpaCyLnModInvOpData *pLnModInvOpData, CpaFlatBuffer *pResult)
{
    struct pke_request r = pke_request(instanceHandle, CY_FLAT, CALLBACK(pLnModInvCb), pCallbackTag, pLnModInvOpData);
    if (pLnModInvOpData == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    size_t bytes = pke_length(&pLnModInvOpData->B);
    pke_require(&r, !pke_is_zero(&pLnModInvOpData->A) && !pke_is_zero(&pLnModInvOpData->B) &&
                        (pke_is_odd(&pLnModInvOpData->A) || pke_is_odd(&pLnModInvOpData->B)));
    pke_in(&r, &pLnModInvOpData->A);
    pke_in(&r, &pLnModInvOpData->B);
    pke_out(&r, pResult, bytes);
    return pke_send(&r, emu_pke_mod_inv, CY_LN + 4, false, pke_rsa_ns(bytes, true) / 4, NULL);
}

EMU_API CpaStatus cpaCyLnStatsQuery64(const CpaInstanceHandle instanceHandle, CpaCyLnStats64 *pLnStats)
{
    return pke_copy_counters(instanceHandle, CY_LN, pLnStats, sizeof *pLnStats / sizeof(Cpa64U), true);
}

EMU_API CpaStatus cpaCyLnStatsQuery(const CpaInstanceHandle instanceHandle, CpaCyLnStats *pLnStats)
{
    return pke_copy_counters(instanceHandle, CY_LN, pLnStats, sizeof *pLnStats / sizeof(Cpa32U), false);
}

/* --- primes: whichever tests are asked for, the answer is that of all of them --- */

EMU_API CpaStatus cpaCyPrimeTest(const CpaInstanceHandle instanceHandle, const CpaCyPrimeTestCbFunc pCb,
                                 void *pCallbackTag, const CpaCyPrimeTestOpData *pOpData, CpaBoolean *pTestPassed)
{
    struct pke_request r = pke_request(instanceHandle, CY_VERDICT, CALLBACK(pCb), pCallbackTag, pOpData);
    if (pOpData == NULL || pTestPassed == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    size_t bytes = pke_length(&pOpData->primeCandidate);
    bool any = pOpData->performGcdTest || pOpData->performFermatTest || pOpData->performLucasTest ||
               pOpData->numMillerRabinRounds > 0;
    pke_require(&r, any && pke_is_odd(&pOpData->primeCandidate) && pOpData->numMillerRabinRounds <= 50);
    pke_in(&r, &pOpData->primeCandidate);
    uint64_t tests = pOpData->performGcdTest + pOpData->performFermatTest + pOpData->performLucasTest +
                     pOpData->numMillerRabinRounds;
    return pke_send(&r, emu_pke_prime, CY_PRIME, true, tests * pke_rsa_ns(bytes, false), pTestPassed);
}

EMU_API CpaStatus cpaCyPrimeQueryStats64(const CpaInstanceHandle instanceHandle, CpaCyPrimeStats64 *pPrimeStats)
{
    return pke_copy_counters(instanceHandle, CY_PRIME, pPrimeStats, sizeof *pPrimeStats / sizeof(Cpa64U), true);
}

EMU_API CpaStatus cpaCyPrimeQueryStats(const CpaInstanceHandle instanceHandle, CpaCyPrimeStats *pPrimeStats)
{
    return pke_copy_counters(instanceHandle, CY_PRIME, pPrimeStats, sizeof *pPrimeStats / sizeof(Cpa32U), false);
}

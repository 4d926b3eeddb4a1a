/* QAT shim: what the device does for a symmetric request, and where it writes. */
#include <stdlib.h>
#include <string.h>

#include "qat_cy.h"
#include "usdm.h"

#define POISON 0xA5
#define BLOCK 16
#define CCM_AAD_AT 18 /* in the array, behind the first block and a length */

/* --- where a request writes --- */

bool cy_digest_due(const struct cy_sym *sym)
{
    return sym->session->setup.symOperation != CPA_CY_SYM_OP_CIPHER &&
           sym->op.packetType != CPA_CY_SYM_PACKET_TYPE_PARTIAL;
}

bool cy_is_gmac(const struct cy_session *session)
{
    return session->setup.hashSetupData.hashAlgorithm == CPA_CY_SYM_HASH_AES_GMAC;
}

static size_t digest_at(const struct cy_sym *sym)
{
    const CpaCySymOpData *op = &sym->op;
    return cy_is_aead(sym->session) && !cy_is_gmac(sym->session)
               ? (size_t)op->cryptoStartSrcOffsetInBytes + op->messageLenToCipherInBytes
               : (size_t)op->hashStartSrcOffsetInBytes + op->messageLenToHashInBytes;
}

size_t cy_digest_length(const struct cy_sym *sym)
{
    return sym->session->setup.hashSetupData.digestResultLenInBytes;
}

struct cy_range cy_ciphered(const struct cy_sym *sym)
{
    bool any = sym->session->setup.symOperation != CPA_CY_SYM_OP_HASH && !cy_is_gmac(sym->session);
    return (struct cy_range){sym->op.cryptoStartSrcOffsetInBytes, any ? sym->op.messageLenToCipherInBytes : 0};
}

static struct cy_range appended(const struct cy_sym *sym)
{
    bool any = cy_digest_due(sym) && sym->session->appended && !sym->session->verify;
    return (struct cy_range){digest_at(sym), any ? cy_digest_length(sym) : 0};
}

static bool in_place(const struct cy_sym *sym)
{
    const CpaBufferList *a = sym->source, *b = sym->destination;
    for (Cpa32U i = 0; i < a->numBuffers; i++) {
        const CpaFlatBuffer *from = &a->pBuffers[i];
        for (Cpa32U j = 0; j < b->numBuffers; j++) {
            const CpaFlatBuffer *to = &b->pBuffers[j];
            uintptr_t source = (uintptr_t)from->pData, target = (uintptr_t)to->pData; /* empty ones may be nowhere */
            if (source < target + to->dataLenInBytes && target < source + from->dataLenInBytes) {
                return true;
            }
        }
    }
    return false;
}

/* --- lists --- */

/* A digest may be appended where only the destination has room. */
static size_t span_of(const struct cy_sym *sym)
{
    size_t source = qat_total(sym->source), destination = qat_total(sym->destination);
    return source > destination ? source : destination;
}

static uint8_t *gather(const CpaBufferList *list, size_t total)
{
    uint8_t *flat = calloc(total > 0 ? total : 1, 1);
    size_t at = 0;
    for (Cpa32U i = 0; flat != NULL && i < list->numBuffers; i++) {
        size_t length = list->pBuffers[i].dataLenInBytes;
        if (length > 0) {
            memcpy(flat + at, list->pBuffers[i].pData, length);
            at += length;
        }
    }
    return flat;
}

/* Writes a range of the list: from `flat`, or poison. What its description names beyond pinned memory stays. */
static void write_range(const CpaBufferList *list, struct cy_range range, const uint8_t *flat)
{
    size_t start = 0;
    for (Cpa32U i = 0; i < list->numBuffers; i++) {
        const CpaFlatBuffer *buffer = &list->pBuffers[i];
        size_t end = start + buffer->dataLenInBytes;
        size_t from = range.at > start ? range.at : start;
        size_t to = range.at + range.length < end ? range.at + range.length : end;
        if (from < to && buffer->pData != NULL && emu_pinned_length(buffer->pData + (from - start)) >= to - from) {
            if (flat != NULL) {
                memcpy(buffer->pData + (from - start), flat + from, to - from);
            } else {
                memset(buffer->pData + (from - start), POISON, to - from);
            }
        }
        start = end;
    }
}

static void write_results(const struct cy_sym *sym, const uint8_t *flat, size_t total)
{
    if (sym->early != NULL || in_place(sym)) {
        write_range(sym->destination, cy_ciphered(sym), flat);
        write_range(sym->destination, appended(sym), flat);
    } else {
        write_range(sym->destination, (struct cy_range){0, total}, flat);
    }
}

/* Until completion the destination holds nothing that a reader could mistake for a result. Where that is also the
   source, the device has read it by now. */
void cy_sym_poison(struct emu_request *request)
{
    struct cy_sym *sym = &((struct cy_call *)request)->u.sym;
    if (in_place(sym)) {
        sym->early = gather(sym->source, span_of(sym));
        if (sym->early == NULL) {
            return;
        }
    }
    write_results(sym, NULL, span_of(sym));
    size_t length = cy_digest_length(sym);
    if (cy_digest_due(sym) && !sym->session->appended && !sym->session->verify &&
        emu_pinned_length(sym->op.pDigestResult) >= length) {
        memset(sym->op.pDigestResult, POISON, length);
    }
}

/* --- the work --- */

struct run {
    struct cy_call *call;
    struct cy_sym *sym;
    struct cy_session *session;
    uint8_t *flat;
    size_t total;
    struct emu_cipher_stream cipher, *cipher_stream;
    struct emu_hash_stream hash, *hash_stream;
};

/* The digest is due: compares it with what the caller has, or hands it over. */
static void settle_digest(struct run *run, const uint8_t *digest)
{
    size_t at = digest_at(run->sym), length = cy_digest_length(run->sym);
    uint8_t *place = run->session->appended ? run->flat + at : run->sym->op.pDigestResult;
    bool fits = !run->session->appended || at + length <= run->total;
    if (run->session->verify) {
        run->call->verdict = fits && memcmp(place, digest, length) == 0;
    } else if (fits) {
        memcpy(place, digest, length);
    }
}

static int hash_parts(struct run *run, const uint8_t *in, size_t length, uint8_t *digest)
{
    const struct emu_hash *hash = &run->session->hash;
    int rc = run->sym->first_part ? emu_hash_begin(run->hash_stream, hash) : 0;
    rc = rc != 0 ? rc : emu_hash_update(run->hash_stream, in, length);
    return rc == 0 && cy_digest_due(run->sym) ? emu_hash_end(run->hash_stream, hash, digest) : rc;
}

static int hash(struct run *run)
{
    const CpaCySymOpData *op = &run->sym->op;
    const uint8_t *in = run->flat + op->hashStartSrcOffsetInBytes;
    uint8_t digest[EMU_MAX_DIGEST] = {0};
    int rc = emu_hash_streams(&run->session->hash)
                 ? hash_parts(run, in, op->messageLenToHashInBytes, digest)
                 : emu_hash_whole(&run->session->hash, in, op->messageLenToHashInBytes, digest);
    if (rc == 0 && cy_digest_due(run->sym)) {
        settle_digest(run, digest);
    }
    return rc;
}

/* Parts of a packet: the caller sees the vector with which the next part starts. */
static void hand_back_iv(struct run *run)
{
    const CpaCySymOpData *op = &run->sym->op;
    if (op->packetType == CPA_CY_SYM_PACKET_TYPE_PARTIAL && op->pIv != NULL && op->ivLenInBytes == BLOCK) {
        emu_cipher_vector(run->cipher_stream, op->pIv);
    }
}

static int cipher(struct run *run)
{
    const CpaCySymOpData *op = &run->sym->op;
    uint8_t *data = run->flat + op->cryptoStartSrcOffsetInBytes;
    size_t length = op->messageLenToCipherInBytes;
    int rc = run->sym->first_part ? emu_cipher_begin(run->cipher_stream, &run->session->cipher, op->pIv, NULL, 0, length) : 0;
    rc = rc != 0 || length == 0 ? rc : emu_cipher_update(run->cipher_stream, data, data, length);
    hand_back_iv(run);
    return rc;
}

static int begin_aead(struct run *run, struct emu_cipher_spec *spec)
{
    const CpaCySymOpData *op = &run->sym->op;
    const uint8_t *aad = op->pAdditionalAuthData;
    size_t aad_length = run->session->setup.hashSetupData.authModeSetupData.aadLenInBytes;
    const uint8_t *iv = op->pIv;
    if (spec->ccm) {
        iv += 1;
        aad += CCM_AAD_AT;
        spec->tag = run->flat + digest_at(run->sym);
    } else if (cy_is_gmac(run->session)) {
        aad = run->flat + op->hashStartSrcOffsetInBytes;
        aad_length = op->messageLenToHashInBytes;
    }
    return emu_cipher_begin(run->cipher_stream, spec, iv, aad, aad_length, cy_ciphered(run->sym).length);
}

static int end_aead(struct run *run, const struct emu_cipher_spec *spec)
{
    const struct cy_sym *sym = run->sym;
    uint8_t *tag = run->session->appended ? run->flat + digest_at(sym) : sym->op.pDigestResult;
    return emu_cipher_tag(run->cipher_stream, spec, tag);
}

/* A wrong tag is a verdict; the data that it came with is wiped, but not on the data plane. */
static int aead(struct run *run)
{
    struct emu_cipher_spec spec = run->session->cipher;
    struct cy_range range = cy_ciphered(run->sym);
    uint8_t *data = run->flat + range.at;
    spec.iv_length = run->sym->op.ivLenInBytes == BLOCK ? 12 : run->sym->op.ivLenInBytes; /* of J0, the nonce */
    int rc = run->sym->first_part ? begin_aead(run, &spec) : 0;
    if (rc == 0 && (range.length > 0 || spec.ccm)) {
        rc = emu_cipher_update(run->cipher_stream, data, data, range.length);
    }
    if (rc == 0 && cy_digest_due(run->sym)) {
        rc = end_aead(run, &spec);
    }
    if (rc != 0 && !spec.encrypt) {
        run->call->verdict = false;
        if (run->sym->dp == NULL || spec.ccm) {
            memset(data, 0, range.length);
        }
        return 0;
    }
    return rc;
}

static int perform(struct run *run)
{
    const CpaCySymSessionSetupData *setup = &run->session->setup;
    if (setup->symOperation == CPA_CY_SYM_OP_CIPHER) {
        return cipher(run);
    }
    if (setup->symOperation == CPA_CY_SYM_OP_HASH) {
        return hash(run);
    }
    if (cy_is_aead(run->session)) {
        return aead(run);
    }
    bool hash_first = setup->algChainOrder == CPA_CY_SYM_ALG_CHAIN_ORDER_HASH_THEN_CIPHER;
    int rc = hash_first ? hash(run) : cipher(run);
    return rc != 0 ? rc : hash_first ? cipher(run) : hash(run);
}

void cy_sym_work(struct emu_request *request)
{
    struct cy_call *call = (struct cy_call *)request;
    struct run run = {.call = call, .sym = &call->u.sym, .session = call->u.sym.session};
    bool whole = run.sym->op.packetType == CPA_CY_SYM_PACKET_TYPE_FULL;
    run.cipher_stream = whole ? &run.cipher : &run.session->cipher_stream;
    run.hash_stream = whole ? &run.hash : &run.session->hash_stream;
    run.total = span_of(run.sym);
    call->verdict = true;
    /* A session that was set up anew under its requests is none that they were checked against. */
    bool fits = cy_fits(run.session, &run.sym->op, run.total, run.total);
    if (!fits || (request->faults.kinds & EMU_FAULT_ERROR) != 0) {
        call->status = CPA_STATUS_FAIL;
        call->verdict = false;
        return;
    }
    run.flat = run.sym->early != NULL ? run.sym->early : gather(run.sym->source, run.total);
    int rc = run.flat != NULL ? perform(&run) : -1;
    call->status = rc == 0 ? CPA_STATUS_SUCCESS : CPA_STATUS_FAIL;
    call->verdict = call->verdict && rc == 0;
    if (rc == 0) {
        emu_fault_corrupt(&request->faults, run.flat + cy_ciphered(run.sym).at, cy_ciphered(run.sym).length);
        write_results(run.sym, run.flat, run.total);
        request->bytes_out = cy_ciphered(run.sym).length + (cy_digest_due(run.sym) ? cy_digest_length(run.sym) : 0);
    }
    if (run.flat != run.sym->early) {
        free(run.flat);
    }
    if (run.sym->op.packetType != CPA_CY_SYM_PACKET_TYPE_PARTIAL) {
        emu_cipher_drop(run.cipher_stream);
        emu_hash_drop(run.hash_stream);
    }
}

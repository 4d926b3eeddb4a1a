/* QAT shim: what the device does for a compression request, and what it reports. */
#include <errno.h>
#include <string.h>

#include "qat_chain.h"
#include "qat_dc.h"

static bool has_crc32(const struct call *call)
{
    return call->setup.checksum == CPA_DC_CRC32;
}

static bool has_adler32(const struct call *call)
{
    return call->setup.checksum == CPA_DC_ADLER32;
}

static bool has_xxh32(const struct call *call)
{
    return call->setup.checksum == CPA_DC_XXHASH32;
}

bool qat_is_lz4(const struct call *call)
{
    return call->setup.compType == CPA_DC_LZ4 || call->setup.compType == CPA_DC_LZ4S;
}

struct emu_lz4_form qat_lz4_form(const struct call *call)
{
    return (struct emu_lz4_form){
        .block_most = (size_t)65536 << 2 * (call->setup.lz4BlockMaxSize - CPA_DC_LZ4_MAX_BLOCK_SIZE_64K),
        .block_checksums = call->setup.compType == CPA_DC_LZ4 && call->setup.lz4BlockChecksum,
        .sequences = call->setup.compType == CPA_DC_LZ4S,
        .least = call->setup.minMatch == CPA_DC_MIN_3_BYTE_MATCH ? 3 : 4,
    };
}

/* A session that accumulates goes on from request to request until one is final. */
static uint32_t content_hash(const struct call *call, const struct emu_deflate *op)
{
    const uint8_t *data = call->compress ? op->in.data : op->out.data;
    size_t length = call->compress ? op->consumed : op->produced;
    struct session *session = call->session;
    if (session == NULL || !session->setup.accumulateXXHash) {
        return emu_xxh32(data, length);
    }
    emu_xxh32_add(&session->xxh, data, length);
    uint32_t value = emu_xxh32_value(&session->xxh);
    if (call->flush == CPA_DC_FLUSH_FINAL) {
        emu_xxh32_begin(&session->xxh);
    }
    return value;
}

static void start_checksums(const struct call *call, struct emu_deflate *op)
{
    bool chain = call->chain.results != NULL;
    op->want_crc32 = chain || has_crc32(call) || call->crc != NULL;
    op->want_adler32 = chain || has_adler32(call) || call->crc != NULL;
    op->crc32 = chain ? call->chain.crc32 : has_crc32(call) ? call->seed : 0;
    op->adler32 = chain ? call->chain.adler32 : has_adler32(call) ? call->seed : 1;
}

/* The device's codes name what zlib puts into words. */
static CpaDcReqStatus report_of_data(const char *fault)
{
    static const struct {
        const char *words;
        CpaDcReqStatus report;
    } known[] = {
        {"invalid block type", CPA_DC_INVALID_BLOCK_TYPE},
        {"invalid stored block lengths", CPA_DC_BAD_STORED_BLOCK_LEN},
        {"too many length or distance symbols", CPA_DC_TOO_MANY_CODES},
        {"invalid code lengths set", CPA_DC_INCOMPLETE_CODE_LENS},
        {"invalid bit length repeat", CPA_DC_MORE_REPEAT},
        {"invalid literal/lengths set", CPA_DC_BAD_LITLEN_CODES},
        {"invalid distances set", CPA_DC_BAD_DIST_CODES},
        {"invalid distance too far back", CPA_DC_INVALID_DIST},
    };
    for (size_t i = 0; fault != NULL && i < sizeof known / sizeof *known; i++) {
        if (strcmp(known[i].words, fault) == 0) {
            return known[i].report;
        }
    }
    return CPA_DC_INVALID_CODE;
}

/* This device family takes data that stops short for a part of a stream. */
static CpaDcReqStatus report_of(int rc, const struct emu_deflate *op)
{
    switch (rc) {
    case 0:
    case -ENODATA: return CPA_DC_OK;
    case -ENOSPC: return CPA_DC_OVERFLOW;
    case -EBADMSG: return report_of_data(op->fault);
    default: return CPA_DC_SOFTERR;
    }
}

/* Compression into too small a buffer succeeds in part, but not on the data plane; every other failure counts
   nothing (as QATlib does). */
static bool succeeds(const struct call *call, CpaDcReqStatus report)
{
    return report == CPA_DC_OK || (report == CPA_DC_OVERFLOW && call->compress && call->dp == NULL);
}

static void set_results(struct call *call, const struct emu_deflate *op, CpaDcReqStatus report)
{
    CpaDcRqResults *results = call->results;
    bool good = succeeds(call, report);
    results->status = report;
    results->consumed = good ? (Cpa32U)op->consumed : 0;
    results->produced = good ? (Cpa32U)op->produced : 0;
    if (good && (has_crc32(call) || has_adler32(call))) {
        results->checksum = has_crc32(call) ? op->crc32 : op->adler32;
    }
    if (good && has_xxh32(call)) {
        results->checksum = op->xxh32;
    }
    results->endOfLastBlock = op->end_of_stream ? CPA_TRUE : CPA_FALSE;
    results->dataUncompressed = CPA_FALSE;
    call->status = good ? CPA_STATUS_SUCCESS : CPA_STATUS_FAIL;
    call->request.bytes_out = results->produced;
}

void qat_fail(struct call *call, CpaDcReqStatus report)
{
    const struct emu_deflate nothing = {0};
    set_results(call, &nothing, report);
    call->status = CPA_STATUS_FAIL;
}

static int run(const struct call *call, struct emu_deflate *op)
{
    if (op->in.data == NULL || op->out.data == NULL) {
        return -ENOMEM;
    }
    if (emu_config()->device.no_work) {
        op->consumed = op->in.length;
        return 0;
    }
    if (qat_is_lz4(call)) {
        struct emu_lz4_form form = qat_lz4_form(call);
        int rc = call->compress ? emu_lz4_run(op, &form) : emu_unlz4_run(op, &form);
        if (rc == 0 || (rc == -ENOSPC && call->compress)) {
            op->xxh32 = content_hash(call, op);
        }
        return rc;
    }
    if ((call->request.faults.kinds & EMU_FAULT_VERIFY) != 0 && call->compress) {
        return emu_deflate_store(op);
    }
    return call->compress ? emu_deflate_run(op) : emu_inflate_run(op);
}

void qat_work(struct emu_request *request)
{
    struct call *call = (struct call *)request;
    unsigned injected = request->faults.kinds;
    if ((injected & EMU_FAULT_ERROR) != 0) {
        qat_fail(call, CPA_DC_SOFTERR);
        return;
    }
    bool unverified = (injected & EMU_FAULT_VERIFY) != 0 && call->compress;
    if (unverified && !call->recover) {
        qat_fail(call, CPA_DC_VERIFY_ERROR);
        return;
    }
    if (!qat_in_memory(call->source, false) || !qat_in_memory(call->destination, true)) {
        qat_fail(call, CPA_DC_FATALERR);
        return;
    }
    struct emu_deflate op = {
        .in = qat_gather(call->source, true),
        .out = qat_gather(call->destination, false),
        .hardware_level = emu_hardware_level(call->setup.compLevel),
        .fixed_codes = call->setup.huffType == CPA_DC_HT_STATIC,
        .final = call->flush == CPA_DC_FLUSH_FINAL,
    };
    if (call->chain.results != NULL) {
        qat_chain_hash(call, op.in);
    }
    bool overflow = (injected & EMU_FAULT_OVERFLOW) != 0;
    if (overflow) {
        op.in.length /= 2; /* as if the rest had not fitted */
        op.final = false;
    }
    start_checksums(call, &op);
    int rc = run(call, &op);
    emu_fault_corrupt(&request->faults, op.out.data, op.out.data != NULL ? op.produced : 0);
    if (qat_needs_copy(call->destination) && op.out.data != NULL) {
        qat_scatter(call->destination, op.out, op.produced);
    }
    call->chain.crc32 = op.crc32;
    call->chain.adler32 = op.adler32;
    set_results(call, &op, overflow && rc == 0 ? CPA_DC_OVERFLOW : report_of(rc, &op));
    if (call->status == CPA_STATUS_SUCCESS && op.out.data != NULL && !qat_is_lz4(call)) {
        emu_record_content(call->compress ? EMU_RECORDED_COMPRESSED : EMU_RECORDED_DECOMPRESSED, op.in.data, op.consumed,
                           op.out.data, op.produced);
    }
    if (unverified && call->status == CPA_STATUS_SUCCESS) {
        call->results->dataUncompressed = CPA_TRUE;
        if (call->dp == NULL) {
            __atomic_add_fetch(&call->instance->stats.numCompCnvErrorsRecovered, 1, __ATOMIC_RELAXED);
        }
    }
    if (call->crc != NULL && call->status == CPA_STATUS_SUCCESS) {
        qat_integrity(call, &op);
    }
    qat_release(call->source, op.in);
    qat_release(call->destination, op.out);
}

/* QAT shim: what all public-key requests share. */
#include <string.h>

#include "qat_pke.h"
#include "usdm.h"

#define POISON 0xA5

struct pke_request pke_request(CpaInstanceHandle handle, enum cy_reply reply, void (*callback)(void), void *tag,
                               const void *user_op)
{
    struct pke_request request = {.good = user_op != NULL, .reachable = true};
    request.call.instance = cy_instance(handle);
    request.call.reply = reply;
    request.call.callback = callback;
    request.call.tag = tag;
    request.call.u.pke.user_op = (void *)(uintptr_t)user_op;
    return request;
}

void pke_require(struct pke_request *request, bool good)
{
    request->good = request->good && good;
}

static void add_in(struct pke_request *request, const CpaFlatBuffer *number, bool may_be_empty)
{
    struct emu_pke *work = &request->call.u.pke.work;
    bool empty = number == NULL || number->pData == NULL || number->dataLenInBytes == 0;
    if (work->ins == EMU_PKE_INPUTS || (empty && !may_be_empty)) {
        request->good = false;
        return;
    }
    work->in[work->ins++] = empty ? (struct emu_span){NULL, 0} : (struct emu_span){number->pData, number->dataLenInBytes};
}

void pke_in(struct pke_request *request, const CpaFlatBuffer *number)
{
    add_in(request, number, false);
}

void pke_in_optional(struct pke_request *request, const CpaFlatBuffer *number)
{
    add_in(request, number, true);
}

void pke_out(struct pke_request *request, CpaFlatBuffer *number, size_t least)
{
    struct cy_pke *pke = &request->call.u.pke;
    struct emu_pke *work = &pke->work;
    if (number == NULL || number->pData == NULL || number->dataLenInBytes < least || work->outs == EMU_PKE_OUTPUTS) {
        request->good = false;
        return;
    }
    if (work->outs < 2) {
        pke->out[work->outs] = number;
    }
    work->out[work->outs++] = (struct emu_span){number->pData, number->dataLenInBytes};
}

static bool all_reachable(const struct cy_instance *instance, const struct emu_pke *work, unsigned copied)
{
    bool yes = true;
    for (unsigned i = 0; i < work->ins && yes; i++) {
        yes = work->in[i].length == 0 || (copied >> i & 1) != 0 || cy_reachable(instance, work->in[i].data, work->in[i].length);
    }
    for (unsigned i = 0; i < work->outs && yes; i++) {
        yes = cy_reachable(instance, work->out[i].data, work->out[i].length);
    }
    return yes;
}

/* --- the work --- */

static bool overlaps(struct emu_span a, struct emu_span b)
{
    return a.data < b.data + b.length && b.data < a.data + a.length;
}

/* A result that also is an input cannot be poisoned before the device has read it. */
static void poison(struct emu_request *request)
{
    const struct emu_pke *work = &((struct cy_call *)request)->u.pke.work;
    for (unsigned i = 0; i < work->outs; i++) {
        bool read = false;
        for (unsigned j = 0; j < work->ins && !read; j++) {
            read = overlaps(work->in[j], work->out[i]);
        }
        if (!read && emu_pinned_length(work->out[i].data) >= work->out[i].length) {
            memset(work->out[i].data, POISON, work->out[i].length);
        }
    }
}

static void run(struct emu_request *request)
{
    struct cy_call *call = (struct cy_call *)request;
    struct emu_pke *work = &call->u.pke.work;
    int rc = (request->faults.kinds & EMU_FAULT_ERROR) != 0 ? -1 : work->run(work);
    call->status = rc == 0 ? CPA_STATUS_SUCCESS : CPA_STATUS_FAIL;
    call->verdict = rc == 0 && work->verdict;
    for (unsigned i = 0; i < work->outs; i++) {
        request->bytes_out += work->out[i].length;
    }
}

void cy_pke_settle(struct cy_call *call)
{
    const struct cy_pke *pke = &call->u.pke;
    cy_count(&pke->counters[call->status == CPA_STATUS_SUCCESS ? 2 : 3]);
    if (pke->counts_invalid && call->status == CPA_STATUS_SUCCESS && !call->verdict) {
        cy_count(&pke->counters[4]);
    }
}

static CpaStatus send(struct pke_request *request, int (*operation)(struct emu_pke *), Cpa64U *counters, bool *right)
{
    struct cy_call *call = &request->call;
    struct cy_pke *pke = &call->u.pke;
    pke->counters = counters;
    pke->work.run = operation;
    call->request.accept = poison;
    call->request.work = run;
    for (unsigned i = 0; i < pke->work.ins; i++) {
        call->request.bytes_in += pke->work.in[i].length;
    }
    CpaStatus status = !request->good                                                  ? CPA_STATUS_INVALID_PARAM
                       : !all_reachable(call->instance, &pke->work, request->copied) ? CPA_STATUS_FAIL
                                                                                     : cy_launch(call, right);
    cy_count(&counters[status == CPA_STATUS_SUCCESS ? 0 : 1]);
    return status;
}

CpaStatus pke_send(struct pke_request *request, int (*operation)(struct emu_pke *), enum cy_counters counters,
                   bool invalid, uint64_t engine_ns, CpaBoolean *verdict)
{
    struct cy_call *call = &request->call;
    struct cy_instance *instance = call->instance;
    bool right = false;
    if (instance == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = cy_ready(instance);
    if (status != CPA_STATUS_SUCCESS) {
        return status;
    }
    call->u.pke.counts_invalid = invalid;
    call->queue = &instance->asym;
    call->engine = EMU_PUBLIC_KEY;
    call->request.operation = "sign";
    call->request.bytes_timed = engine_ns;
    status = send(request, operation, &instance->stats.pke[counters], &right);
    if (status == CPA_STATUS_SUCCESS && call->callback == NULL && verdict != NULL) {
        *verdict = right ? CPA_TRUE : CPA_FALSE;
    }
    return status;
}

CpaStatus pke_send_key(struct pke_request *request, int (*operation)(struct emu_pke *), Cpa64U *counters, uint64_t bytes)
{
    struct cy_call *call = &request->call;
    bool right;
    call->queue = &call->instance->sym;
    call->engine = EMU_SYMMETRIC;
    call->request.operation = "hash";
    call->request.bytes_timed = bytes;
    return send(request, operation, counters, &right);
}

/* --- times: work grows with the cube of the size, from the catalogue's two reference operations --- */

static uint64_t scaled(double reference_s, double ratio)
{
    return emu_seconds_to_ns(reference_s * ratio * ratio * ratio);
}

/* Without the primes the device does four times the work (one exponentiation of twice the size, not two of half). */
uint64_t pke_rsa_ns(size_t modulus_bytes, bool crt)
{
    return scaled(emu_config()->device.rsa2048_engine_s, (double)modulus_bytes / 256) * (crt ? 1 : 4);
}

uint64_t pke_ec_ns(size_t field_bytes, double multiplications)
{
    return (uint64_t)((double)scaled(emu_config()->device.ec256_engine_s, (double)field_bytes / 32) * multiplications);
}

/* --- numbers --- */

size_t pke_length(const CpaFlatBuffer *number)
{
    Cpa32U i = 0;
    if (number == NULL || number->pData == NULL) {
        return 0;
    }
    while (i < number->dataLenInBytes && number->pData[i] == 0) {
        i++;
    }
    return number->dataLenInBytes - i;
}

bool pke_is_zero(const CpaFlatBuffer *number)
{
    return pke_length(number) == 0;
}

bool pke_is_odd(const CpaFlatBuffer *number)
{
    return !pke_is_zero(number) && (number->pData[number->dataLenInBytes - 1] & 1) != 0;
}

CpaStatus pke_copy_counters(CpaInstanceHandle handle, enum cy_counters first, void *to, unsigned n, bool wide)
{
    struct cy_instance *instance = cy_instance(handle);
    if (instance == NULL || to == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = cy_usable(instance);
    for (unsigned i = 0; status == CPA_STATUS_SUCCESS && i < n; i++) {
        if (wide) {
            ((Cpa64U *)to)[i] = instance->stats.pke[first + i];
        } else {
            ((Cpa32U *)to)[i] = (Cpa32U)instance->stats.pke[first + i];
        }
    }
    return status;
}

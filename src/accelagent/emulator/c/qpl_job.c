/* The job interface: paths, submission, completion, falling back to the CPU. */
#include <errno.h>
#include <string.h>

#include "qpl_state.h"

#define MAGIC 0x71706c6a6f623136ULL
#define ALIGNMENT 64
#define POISON 0xA5 /* what a program reads that does not wait */

/* --- job and state --- */

static uint8_t *place_of(const qpl_job *job)
{
    uintptr_t end = (uintptr_t)job + sizeof *job;
    return (uint8_t *)((end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
}

struct qpl_state *qpl_state_of(const qpl_job *job)
{
    uint8_t *place = place_of(job);
    struct qpl_state *state = (struct qpl_state *)(void *)place;
    return job->data_ptr.hw_state_ptr == place && state->magic == MAGIC ? state : NULL;
}

EMU_API qpl_status qpl_get_job_size(qpl_path_t qpl_path, uint32_t *job_size_ptr)
{
    if (job_size_ptr == NULL) {
        return QPL_STS_NULL_PTR_ERR;
    }
    if ((unsigned)qpl_path > qpl_path_software) {
        return QPL_STS_PATH_ERR;
    }
    *job_size_ptr = (uint32_t)(sizeof(qpl_job) + 2 * ALIGNMENT + sizeof(struct qpl_state));
    return QPL_STS_OK;
}

EMU_API qpl_status qpl_init_job(qpl_path_t qpl_path, qpl_job *qpl_job_ptr)
{
    if ((unsigned)qpl_path > qpl_path_software) {
        return QPL_STS_PATH_ERR;
    }
    if (qpl_job_ptr == NULL) {
        return QPL_STS_NULL_PTR_ERR;
    }
    memset(qpl_job_ptr, 0, sizeof *qpl_job_ptr);
    uint8_t *place = place_of(qpl_job_ptr);
    struct qpl_state *state = (struct qpl_state *)(void *)place;
    memset(state, 0, sizeof *state);
    state->magic = MAGIC;
    qpl_data *data = &qpl_job_ptr->data_ptr;
    data->compress_state_ptr = data->decompress_state_ptr = data->analytics_state_ptr = place;
    data->middle_layer_buffer_ptr = data->hw_state_ptr = place;
    data->path = qpl_path;
    if (qpl_path == qpl_path_software) {
        return QPL_STS_OK;
    }
    qpl_job_ptr->numa_id = QPL_DEVICE_NUMA_ID_SOCKET;
    if (qpl_path == qpl_path_hardware && !iaa_available()) {
        data->path = qpl_path_software;
        return iaa_params()->present ? QPL_STS_INIT_WORK_QUEUES_NOT_AVAILABLE : QPL_STS_INIT_HW_NOT_SUPPORTED;
    }
    return QPL_STS_OK;
}

bool qpl_known_operation(qpl_operation op)
{
    return op == qpl_op_compress || op == qpl_op_decompress || op == qpl_op_crc64 || qpl_is_filter(op);
}

/* --- the work --- */

static qpl_status crc64(qpl_job *job)
{
    job->crc64 = iaa_crc64(job->crc64_poly, job->next_in_ptr, job->available_in, (job->flags & QPL_FLAG_CRC64_BE) != 0,
                           (job->flags & QPL_FLAG_CRC64_INV) != 0);
    job->next_in_ptr += job->available_in;
    job->total_in = job->available_in;
    job->available_in = 0;
    return QPL_STS_OK;
}

qpl_status qpl_run(qpl_job *job, struct qpl_state *state)
{
    switch (job->op) {
    case qpl_op_compress: return qpl_compress(job, state);
    case qpl_op_decompress: return qpl_decompress(job, state);
    case qpl_op_crc64: return crc64(job);
    default: return qpl_filter(job, state);
    }
}

/* What a job gives back; everything else in it is the program's. */
static void give_back(qpl_job *to, const qpl_job *from)
{
    to->next_in_ptr = from->next_in_ptr;
    to->available_in = from->available_in;
    to->total_in = from->total_in;
    to->next_out_ptr = from->next_out_ptr;
    to->available_out = from->available_out;
    to->total_out = from->total_out;
    to->crc = from->crc;
    to->xor_checksum = from->xor_checksum;
    to->last_bit_offset = from->last_bit_offset;
    to->idx_num_written = from->idx_num_written;
    to->crc64 = from->crc64;
    to->first_index_min_value = from->first_index_min_value;
    to->last_index_max_value = from->last_index_max_value;
    to->sum_value = from->sum_value;
}

static qpl_status run_into(qpl_job *to, qpl_job *job, struct qpl_state *state)
{
    qpl_status status = qpl_run(job, state);
    if (status == QPL_STS_OK || status == QPL_STS_MORE_OUTPUT_NEEDED) {
        give_back(to, job);
    }
    return status;
}

/* On the CPU. What the vendor's own code would take is charged, since ours is slower. */
static qpl_status run_on_cpu(qpl_job *job, struct qpl_state *state)
{
    const struct iaa_params *params = iaa_params();
    qpl_status status = qpl_check(job, state, false);
    qpl_job copy = *job;
    if (status != QPL_STS_OK) {
        return status;
    }
    state->on_cpu = true;
    bool compresses = job->op == qpl_op_compress;
    double bandwidth = compresses ? params->software_compress_bandwidth : params->software_decompress_bandwidth;
    if (bandwidth <= 0) {
        return run_into(job, &copy, state);
    }
    emu_enter();
    uint32_t out = job->total_out * !(job->flags & QPL_FLAG_FIRST);
    status = run_into(job, &copy, state);
    uint64_t made = job->op == qpl_op_decompress && job->total_out > out ? job->total_out - out : 0;
    iaa_on_cpu(bandwidth, made > copy.total_in ? made : copy.total_in);
    emu_leave();
    return status;
}

/* --- on the device --- */

static uint64_t written_most(const qpl_job *job)
{
    return job->op == qpl_op_crc64 ? 0 : job->available_out;
}

/* The device owns the destination from submission on. */
static void take_destination(const qpl_job *job, struct qpl_state *state)
{
    uint64_t most = written_most(job);
    state->kept_size = (uint32_t)(most < QPL_KEPT ? most : QPL_KEPT);
    if (state->kept_size > 0) {
        memcpy(state->kept, job->next_out_ptr, state->kept_size);
        memset(job->next_out_ptr, POISON, state->kept_size);
    }
}

/* What it does not write is as it was: it goes back before the work. */
static void release_destination(const qpl_job *job, struct qpl_state *state)
{
    if (state->kept_size > 0) {
        memcpy(job->next_out_ptr, state->kept, state->kept_size);
        state->kept_size = 0;
    }
}

/* The driver's queues block on faults: a page that can be brought in costs time, one that cannot ends the job. */
static qpl_status find_pages(const qpl_job *job, unsigned *missing)
{
    uint64_t likely = job->op == qpl_op_compress ? job->available_in / 2 : 2ULL * job->available_in, out = written_most(job);
    likely = likely < out ? likely : out;
    if (emu_accessible((uintptr_t)job->next_in_ptr, job->available_in, false, true, missing) < job->available_in) {
        return QPL_STS_INTL_PAGE_FAULT;
    }
    bool second = job->op == qpl_op_select || job->op == qpl_op_expand;
    if (second && emu_accessible((uintptr_t)job->next_src2_ptr, job->available_src2, false, true, missing) < job->available_src2) {
        return QPL_STS_INTL_PAGE_FAULT;
    }
    bool there = emu_accessible((uintptr_t)job->next_out_ptr, likely, true, true, missing) == likely;
    uint64_t kept = out < QPL_KEPT ? out : QPL_KEPT;
    there = there && (kept <= likely || emu_accessible((uintptr_t)job->next_out_ptr, kept, true, true, missing) == kept);
    bool all = out <= likely || (there && emu_mapped((uintptr_t)job->next_out_ptr, out));
    return out == 0 || (there && all) ? QPL_STS_OK : QPL_STS_INTL_W_PAGE_FAULT;
}

static enum iaa_kind kind_of(const qpl_job *job)
{
    switch (job->op) {
    case qpl_op_compress: return (job->flags & QPL_FLAG_DYNAMIC_HUFFMAN) != 0 ? IAA_WORK_DYNAMIC : IAA_WORK_FIXED;
    case qpl_op_decompress: return IAA_WORK_INFLATE;
    default: return IAA_WORK_FILTER;
    }
}

static const char *family_of(const qpl_job *job)
{
    return job->op == qpl_op_compress ? "compress" : job->op == qpl_op_decompress ? "decompress" : job->op == qpl_op_crc64 ? "crc" : "scan";
}

static bool nothing_to_do(const qpl_job *job)
{
    return job->op == qpl_op_extract && job->param_low > job->param_high;
}

static qpl_status injected(unsigned kinds)
{
    static const struct {
        unsigned kind;
        qpl_status status;
    } table[] = {
        {EMU_FAULT_HANG, QPL_STS_INTL_WATCHDOG_TIMER_EXPIRE}, {EMU_FAULT_RESET, QPL_STS_INTL_INVALID_UR_CA_RESPONSE},
        {EMU_FAULT_ERROR, QPL_STS_INTL_INVALID_UR_CA_RESPONSE}, {EMU_FAULT_PAGE, QPL_STS_INTL_PAGE_FAULT},
        {EMU_FAULT_VERIFY, QPL_STS_INTL_VERIFY_ERR},            {EMU_FAULT_OVERFLOW, QPL_STS_MORE_OUTPUT_NEEDED},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if ((kinds & table[i].kind) != 0) {
            return table[i].status;
        }
    }
    return QPL_STS_OK;
}

/* Before it completes: as eager work, or on the helper core. */
static bool works_early(const struct qpl_state *state)
{
    bool ahead = emu_config()->eager || emu_config()->helper;
    return ahead && !state->refused && injected(state->request.faults.kinds) == QPL_STS_OK;
}

static void work_of(struct emu_job *job)
{
    struct qpl_state *state = (struct qpl_state *)(void *)((char *)job - offsetof(struct qpl_state, request.job));
    iaa_begun();
    state->early = nothing_to_do(&state->job) ? QPL_STS_OK : find_pages(&state->job, &state->request.missing_pages);
    if (state->early == QPL_STS_OK) {
        state->early = qpl_run(&state->job, state);
    }
}

/* What has no work to do takes no engine. */
static void help(struct qpl_state *state)
{
    if (!works_early(state)) {
        iaa_begun();
        return;
    }
    state->request.job = (struct emu_job){.work = work_of, .slowdown = state->request.faults.slowdown};
    emu_helper_give(&state->request.job);
}

static void start(struct qpl_state *state)
{
    if (emu_config()->helper) {
        help(state);
    } else if (works_early(state)) {
        state->early = qpl_run(&state->job, state);
    } else if (!state->refused) { /* which it says when it completes */
        take_destination(&state->job, state);
    }
}

/* Beyond what the queue is configured for. */
static bool too_large(const qpl_job *job)
{
    uint64_t most = iaa_params()->engine.max_request_bytes;
    return job->available_in > most || (job->op != qpl_op_crc64 && job->available_out > most);
}

static qpl_status submit(qpl_job *job, struct qpl_state *state)
{
    qpl_status status = qpl_check(job, state, true);
    struct iaa_request *request = &state->request;
    *request = (struct iaa_request){.kind = kind_of(job), .operation = family_of(job)};
    bool looks = status == QPL_STS_OK && !nothing_to_do(job) && !emu_config()->helper;
    status = looks ? find_pages(job, &request->missing_pages) : status;
    if (status != QPL_STS_OK) {
        return status;
    }
    state->refused = too_large(job);
    bool verified = !state->refused && job->op == qpl_op_compress && (job->flags & QPL_FLAG_OMIT_VERIFY) == 0;
    bool timed = looks && !state->refused;
    request->bytes = timed ? qpl_expected_bytes(job, state) : 0;
    request->check_bytes = verified ? job->available_in : 0;
    if (iaa_submit(request) != 0) {
        return QPL_STS_QUEUES_ARE_BUSY_ERR;
    }
    state->on_cpu = false;
    state->job = *job;
    state->taken = job->available_in;
    state->before = job->total_out;
    state->submitted = true;
    start(state);
    return QPL_STS_OK;
}

static qpl_status complete(qpl_job *job, struct qpl_state *state)
{
    uint32_t before = state->before, made = 0;
    bool early = works_early(state), anew = qpl_is_filter(job->op) || (state->job.flags & QPL_FLAG_FIRST) != 0;
    qpl_status status = state->refused ? QPL_STS_TRANSFER_SIZE_INVALID : injected(state->request.faults.kinds);
    state->submitted = false;
    if (!early) {
        release_destination(&state->job, state);
    }
    if (early) {
        status = state->early;
        iaa_was_busy(state->request.job.done_ns - state->request.job.begun_ns);
    } else if (status == QPL_STS_OK) {
        status = qpl_run(&state->job, state);
    }
    bool good = status == QPL_STS_OK || status == QPL_STS_MORE_OUTPUT_NEEDED;
    if (good && injected(state->request.faults.kinds) == QPL_STS_OK) {
        give_back(job, &state->job);
        made = written_most(job) == 0 ? 0 : anew || job->total_out < before ? job->total_out : job->total_out - before;
        emu_fault_corrupt(&state->request.faults, job->next_out_ptr - made, made);
    }
    iaa_finished(good, state->taken, made, state->request.missing_pages);
    return status;
}

/* --- the interface --- */

static bool single(const qpl_job *job)
{
    return (job->flags & (QPL_FLAG_FIRST | QPL_FLAG_LAST)) == (QPL_FLAG_FIRST | QPL_FLAG_LAST);
}

/* Only at the beginning of a stream, and not for want of room. */
static bool falls_back(const qpl_job *job, qpl_status status)
{
    return status != QPL_STS_OK && status != QPL_STS_MORE_OUTPUT_NEEDED && job->data_ptr.path == qpl_path_auto &&
           ((job->flags & QPL_FLAG_FIRST) != 0 || single(job));
}

static qpl_status submit_to_device(qpl_job *job, struct qpl_state *state)
{
    if ((job->flags & QPL_FLAG_FIRST) != 0) {
        state->fallback = false;
    }
    if (job->op == qpl_op_compress && job->level == qpl_high_level) {
        if (job->data_ptr.path == qpl_path_hardware) {
            return QPL_STS_UNSUPPORTED_COMPRESSION_LEVEL;
        }
        state->fallback = true;
    }
    if (!state->fallback) {
        qpl_status status = iaa_available() ? QPL_STS_OK : QPL_STS_INIT_WORK_QUEUES_NOT_AVAILABLE;
        if (status == QPL_STS_OK) {
            emu_enter();
            status = submit(job, state);
            emu_leave();
        }
        if (!falls_back(job, status)) {
            return status;
        }
        state->fallback = true;
    }
    return run_on_cpu(job, state);
}

static bool lacks_state(const qpl_data *data)
{
    return data->compress_state_ptr == NULL || data->decompress_state_ptr == NULL || data->analytics_state_ptr == NULL ||
           data->middle_layer_buffer_ptr == NULL || data->hw_state_ptr == NULL;
}

static qpl_status check_job(const qpl_job *job, struct qpl_state **state)
{
    if (job == NULL || lacks_state(&job->data_ptr)) {
        return QPL_STS_NULL_PTR_ERR;
    }
    *state = qpl_state_of(job);
    return *state != NULL ? QPL_STS_OK : QPL_STS_BAD_JOB_STRUCT_ERR;
}

EMU_API qpl_status qpl_submit_job(qpl_job *qpl_job_ptr)
{
    struct qpl_state *state;
    qpl_status status = check_job(qpl_job_ptr, &state);
    if (status != QPL_STS_OK) {
        return status;
    }
    if (qpl_job_ptr->next_in_ptr == NULL) {
        return QPL_STS_NULL_PTR_ERR;
    }
    if (!qpl_known_operation(qpl_job_ptr->op)) {
        return QPL_STS_OPERATION_ERR;
    }
    if ((qpl_job_ptr->flags & QPL_FLAG_CANNED_MODE) != 0 && qpl_job_ptr->huffman_table == NULL) {
        return QPL_STS_NULL_PTR_ERR;
    }
    if (state->submitted) {
        return QPL_STS_QUEUES_ARE_BUSY_ERR; /* its memory belongs to the device */
    }
    return qpl_job_ptr->data_ptr.path == qpl_path_software ? run_on_cpu(qpl_job_ptr, state)
                                                           : submit_to_device(qpl_job_ptr, state);
}

static qpl_status finish(qpl_job *job, struct qpl_state *state, bool waits)
{
    if (job->data_ptr.path == qpl_path_software || (job->data_ptr.path == qpl_path_auto && state->fallback)) {
        return QPL_STS_OK;
    }
    if (!state->submitted) {
        return QPL_STS_JOB_NOT_SUBMITTED;
    }
    qpl_status status = QPL_STS_BEING_PROCESSED;
    emu_enter();
    if (waits) {
        iaa_wait(&state->request);
    }
    if (waits || iaa_poll(&state->request)) {
        status = complete(job, state);
    }
    emu_leave();
    if (status == QPL_STS_BEING_PROCESSED || !falls_back(job, status)) {
        return status;
    }
    state->fallback = true;
    return run_on_cpu(job, state);
}

EMU_API qpl_status qpl_check_job(qpl_job *qpl_job_ptr)
{
    struct qpl_state *state;
    qpl_status status = check_job(qpl_job_ptr, &state);
    return status != QPL_STS_OK ? status : finish(qpl_job_ptr, state, false);
}

EMU_API qpl_status qpl_wait_job(qpl_job *qpl_job_ptr)
{
    struct qpl_state *state;
    qpl_status status = check_job(qpl_job_ptr, &state);
    return status != QPL_STS_OK ? status : finish(qpl_job_ptr, state, true);
}

EMU_API qpl_status qpl_execute_job(qpl_job *qpl_job_ptr)
{
    qpl_status status = qpl_submit_job(qpl_job_ptr);
    return status != QPL_STS_OK ? status : qpl_wait_job(qpl_job_ptr);
}

EMU_API qpl_status qpl_fini_job(qpl_job *qpl_job_ptr)
{
    struct qpl_state *state;
    if (qpl_job_ptr == NULL) {
        return QPL_STS_NULL_PTR_ERR;
    }
    state = qpl_state_of(qpl_job_ptr);
    if (state != NULL && state->submitted) {
        emu_enter();
        iaa_settle(&state->request); /* somebody may still write to it */
        emu_helper_await(&state->request.job, false);
        release_destination(&state->job, state);
        state->submitted = false;
        iaa_finished(false, 0, 0, 0);
        emu_leave();
    }
    return QPL_STS_OK;
}

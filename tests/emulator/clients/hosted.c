/* How many instances this process gets, and whether a request in ordinary memory is accepted. */
#include "client.h"

static void *ordinary(size_t size)
{
    void *memory = calloc(1, size);
    CHECK(memory != NULL);
    return memory;
}

int main(void)
{
    if (icp_sal_userStart("SSL") != CPA_STATUS_SUCCESS) {
        puts("0 absent");
        return 0;
    }
    start();
    CpaDcSessionSetupData setup = setup_of(CPA_DC_L1, CPA_DC_HT_FULL_DYNAMIC);
    CpaDcSessionHandle handle = session(instances[0], setup, NULL);
    struct job job;
    prepare(instances[0], &job, 4096, 8192);
    fill(job.in_flat.pData, 4096, 1);
    OK(deflate_job(instances[0], handle, &job, CPA_DC_FLUSH_FINAL));
    job.in_flat.pData = ordinary(4096);
    fill(job.in_flat.pData, 4096, 1);
    CpaStatus status = deflate_job(instances[0], handle, &job, CPA_DC_FLUSH_FINAL);
    CHECK(status == CPA_STATUS_SUCCESS || status == CPA_STATUS_FAIL);
    printf("%d %s\n", instance_count, status == CPA_STATUS_SUCCESS ? "accepted" : "refused");
    return 0;
}

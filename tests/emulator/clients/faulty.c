/* A careful client: 120 requests, every wait bounded; counts what came of each. A request that never ends is given up.
   Prints: done failed overflowed refused restarting lost */
#include "client.h"

#define REQUESTS 120
#define PATIENCE_NS 1000000000ULL

enum { DONE, FAILED, OVERFLOWED, REFUSED, RESTARTING, LOST, KINDS };

static int one(CpaDcSessionHandle handle, struct job *job, int *refused)
{
    unsigned long long give_up = now_ns() + PATIENCE_NS;
    CpaStatus status;
    while ((status = deflate_job(instances[0], handle, job, CPA_DC_FLUSH_FINAL)) == CPA_STATUS_RETRY) {
        (*refused)++;
        icp_sal_DcPollInstance(instances[0], 0);
        if (now_ns() > give_up) {
            return LOST;
        }
    }
    if (status == CPA_STATUS_RESTARTING) {
        return RESTARTING;
    }
    CHECK(status == CPA_STATUS_SUCCESS);
    while (!job->done) {
        icp_sal_DcPollInstance(instances[0], 0);
        struct timespec nap = {0, 20000};
        nanosleep(&nap, NULL);
        if (now_ns() > give_up) {
            return LOST;
        }
    }
    if (job->status != CPA_STATUS_SUCCESS) {
        return FAILED;
    }
    return job->results.status == CPA_DC_OVERFLOW ? OVERFLOWED : DONE;
}

int main(void)
{
    int kinds[KINDS] = {0};
    if (icp_sal_userStart("SSL") != CPA_STATUS_SUCCESS) {
        puts("absent");
        return 0;
    }
    start();
    CpaDcSessionHandle handle = session(instances[0], setup_of(CPA_DC_L1, CPA_DC_HT_FULL_DYNAMIC), on_done);
    struct job *jobs = calloc(REQUESTS, sizeof *jobs);
    for (int i = 0; i < REQUESTS; i++) {
        prepare(instances[0], &jobs[i], 8192, 16384); /* its own buffers: a lost request keeps them */
        fill(jobs[i].in_flat.pData, 8192, (unsigned)i + 1);
        kinds[one(handle, &jobs[i], &kinds[REFUSED])]++;
    }
    printf("%d %d %d %d %d %d\n", kinds[0], kinds[1], kinds[2], kinds[3], kinds[4], kinds[5]);
    return 0;
}

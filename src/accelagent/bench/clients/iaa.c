/* iaa PAGES FLIGHT DYNAMIC DECOMPRESS: 4 KiB pages, so many in flight; prints ns per page of submitting and waiting. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "qpl/qpl.h"

#define PAGE 4096
#define MOST 64

static qpl_job *jobs[MOST];
static unsigned char page[PAGE], small[2 * PAGE], results[MOST][2 * PAGE];
static uint32_t small_size;

static double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void describe(qpl_job *job, int decompress, int dynamic, unsigned char *result)
{
    job->op = decompress ? qpl_op_decompress : qpl_op_compress;
    job->level = qpl_default_level;
    job->flags = QPL_FLAG_FIRST | QPL_FLAG_LAST;
    if (!decompress) {
        job->flags |= QPL_FLAG_OMIT_VERIFY | (dynamic ? QPL_FLAG_DYNAMIC_HUFFMAN : 0);
    }
    job->next_in_ptr = decompress ? small : page;
    job->available_in = decompress ? small_size : PAGE;
    job->next_out_ptr = result;
    job->available_out = 2 * PAGE;
}

static void must(qpl_status status)
{
    if (status != QPL_STS_OK) {
        fprintf(stderr, "status %d\n", (int)status);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    int pages = argc > 4 ? atoi(argv[1]) : 0, flight = argc > 4 ? atoi(argv[2]) : 0;
    int dynamic = argc > 4 && atoi(argv[3]), decompress = argc > 4 && atoi(argv[4]);
    uint32_t size;
    if (flight < 1 || flight > MOST) {
        return 1;
    }
    for (int i = 0; i < PAGE; i++) {
        page[i] = (unsigned char)("swapped page "[i % 13] + i / 64 % 5);
    }
    must(qpl_get_job_size(qpl_path_hardware, &size));
    for (int i = 0; i < flight; i++) {
        jobs[i] = malloc(size);
        must(qpl_init_job(qpl_path_hardware, jobs[i]));
        memset(results[i], 0, sizeof results[i]);
    }
    describe(jobs[0], 0, dynamic, small);
    must(qpl_execute_job(jobs[0]));
    small_size = jobs[0]->total_out;
    double start = now_ns();
    for (int done = 0; done < pages; done += flight) {
        for (int i = 0; i < flight; i++) {
            describe(jobs[i], decompress, dynamic, results[i]);
            must(qpl_submit_job(jobs[i]));
        }
        for (int i = 0; i < flight; i++) {
            must(qpl_wait_job(jobs[i]));
        }
    }
    printf("%.3f\n", (now_ns() - start) / pages);
    return 0;
}

/* overhead_qpl sync REQUESTS CHUNKS       one job at a time, executed by one call
   overhead_qpl pipelined REQUESTS CHUNKS  32 jobs in flight, waited for in their order
   Prints real nanoseconds per job, one figure per chunk. A job takes four bytes out of 64. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "qpl/qpl.h"

#define OK(call)                                                                                              \
    do {                                                                                                      \
        int said = (int)(call);                                                                               \
        if (said != QPL_STS_OK) {                                                                             \
            fprintf(stderr, "%s:%d: %s: status %d\n", __FILE__, __LINE__, #call, said);                       \
            exit(1);                                                                                          \
        }                                                                                                     \
    } while (0)

enum { SIZE = 64, DEPTH = 32 };

static qpl_job *jobs[DEPTH];
static unsigned char from[SIZE], to[DEPTH][SIZE];

/* Not the program's clock, which is the virtual one. */
static double real_ns(void)
{
    struct timespec ts;
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

static qpl_job *described(unsigned i)
{
    qpl_job *job = jobs[i % DEPTH];
    job->op = qpl_op_extract;
    job->next_in_ptr = from;
    job->available_in = SIZE;
    job->next_out_ptr = to[i % DEPTH];
    job->available_out = SIZE;
    job->src1_bit_width = 8;
    job->num_input_elements = SIZE;
    job->out_bit_width = qpl_ow_nom;
    job->param_low = 8;
    job->param_high = 11;
    return job;
}

static void one_by_one(unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        OK(qpl_execute_job(described(0)));
    }
}

static void in_a_pipeline(unsigned count)
{
    for (unsigned i = 0; i < count + DEPTH; i++) {
        if (i >= DEPTH && i - DEPTH < count) {
            OK(qpl_wait_job(jobs[i % DEPTH]));
        }
        if (i < count) {
            OK(qpl_submit_job(described(i)));
        }
    }
}

int main(int argc, char **argv)
{
    uint32_t size;
    if (argc != 4) {
        return 1;
    }
    OK(qpl_get_job_size(qpl_path_hardware, &size));
    for (int i = 0; i < DEPTH; i++) {
        jobs[i] = malloc(size);
        OK(qpl_init_job(qpl_path_hardware, jobs[i]));
    }
    void (*run)(unsigned) = strcmp(argv[1], "sync") == 0 ? one_by_one : in_a_pipeline;
    unsigned count = (unsigned)atoi(argv[2]);
    run(count); /* the first touch of everything */
    for (int i = 0; i < atoi(argv[3]); i++) {
        double begin = real_ns();
        run(count);
        printf("%.1f\n", (real_ns() - begin) / count);
    }
    return 0;
}

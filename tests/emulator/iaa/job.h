/* One job by `field=value` arguments; prints its results as JSON. */
#ifndef JOB_H
#define JOB_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "qpl/qpl.h"

static inline uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static inline uint8_t *read_all(const char *path, uint32_t *size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = malloc(1 << 24);
    *size = file != NULL ? (uint32_t)fread(data, 1, 1 << 24, file) : 0;
    if (file != NULL) {
        fclose(file);
    }
    return data;
}

static inline qpl_job *new_job(qpl_path_t path)
{
    uint32_t size;
    if (qpl_get_job_size(path, &size) != QPL_STS_OK) {
        return NULL;
    }
    qpl_job *job = malloc(size);
    qpl_status status = qpl_init_job(path, job);
    if (status != QPL_STS_OK) {
        printf("{\"init\": %d}\n", (int)status);
        exit(0);
    }
    return job;
}

#endif

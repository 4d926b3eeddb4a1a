/* Jobs with any fields over any bytes, several in a row on one job structure: nothing may be read or written outside. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "qpl/qpl.h"

#define ROOM 4096

struct input {
    const uint8_t *data;
    size_t size;
};

static uint32_t take(struct input *in, unsigned bytes)
{
    uint32_t value = 0;
    for (unsigned i = 0; i < bytes && in->size > 0; i++, in->size--) {
        value = value << 8 | *in->data++;
    }
    return value;
}

static void set_up(void)
{
    static const char text[] = "iaa.devices = 1\niaa.engines = 8\niaa.queue_size = 16\niaa.generation = 2\n"
                               "iaa.max_request_bytes = 100000\niaa.submit_s = 1e-7\niaa.poll_s = 3e-8\niaa.setup_s = 1e-7\n";
    char path[] = "/tmp/fuzz-qpl-XXXXXX";
    int fd = mkstemp(path);
    if (fd < 0 || write(fd, text, sizeof text - 1) < 0) {
        abort();
    }
    close(fd);
    setenv("ACCEL_EMU_CONFIG", path, 1);
    setenv("ACCEL_EMU_CLOCK", "fixed", 1);
    uint32_t size;
    qpl_get_job_size(qpl_path_auto, &size);
    qpl_job *job = malloc(size);
    if (qpl_init_job(qpl_path_hardware, job) != QPL_STS_OK) {
        abort();
    }
    free(job);
    unlink(path);
}

static qpl_huffman_table_t some_table(struct input *in, uint32_t kind)
{
    qpl_huffman_table_t table = NULL;
    qpl_histogram histogram;
    const allocator_t allocator = {malloc, free};
    memset(&histogram, 0, sizeof histogram);
    if ((kind & 2) != 0) {
        qpl_huffman_only_table_create(combined_table_type, qpl_path_auto, allocator, &table);
    } else {
        qpl_deflate_huffman_table_create((qpl_huffman_table_type_e)(kind & 3), qpl_path_auto, allocator, &table);
    }
    for (int i = 0; i < 40; i++) {
        histogram.literal_lengths[take(in, 2) % QPL_LITERALS_MATCHES_TABLE_SIZE] = 1 + take(in, 1);
        histogram.distances[take(in, 1) % QPL_DEFAULT_OFFSETS_NUMBER] = take(in, 2);
    }
    if ((kind & 4) == 0) {
        qpl_huffman_table_init_with_histogram(table, &histogram);
    }
    return table;
}

static uint8_t *copy_of(struct input *in, uint32_t wanted, uint32_t *size)
{
    *size = wanted < in->size ? wanted : (uint32_t)in->size;
    uint8_t *data = malloc(*size + 1);
    memcpy(data, in->data, *size);
    in->data += *size;
    in->size -= *size;
    return data;
}

static void fill_in(qpl_job *job, struct input *in)
{
    static const uint8_t operations[] = {0, 1, 5, 0x11, 0x12, 0x15, 0x20, 0x23, 0x26, 0x27, 2};
    static const uint32_t common[] = {3, 1, 2, 0x2003, 0x4003, 0x43, 0x23, 0x8023, 0x203, 0x200, 0x400003, 0xb, 0x80003, 0x1003};
    job->op = (qpl_operation)operations[take(in, 1) % sizeof operations];
    uint32_t pick = take(in, 1);
    job->flags = pick < 200 ? common[pick % (sizeof common / sizeof *common)] : take(in, 3);
    job->level = (qpl_compression_levels)(1 + take(in, 1) % 3);
    job->mini_block_size = (qpl_mini_block_size)(take(in, 1) % 5 == 0 ? take(in, 1) % 9 : 0);
    job->decomp_end_processing = (uint8_t)(take(in, 1) % 16);
    job->ignore_start_bits = (uint8_t)(take(in, 1) % 4 == 0 ? take(in, 1) % 17 : 0);
    job->ignore_end_bits = (uint8_t)(take(in, 1) % 4 == 0 ? take(in, 1) % 17 : 0);
    job->crc64_poly = (uint64_t)take(in, 4) << 32;
    job->src1_bit_width = take(in, 1) % 34;
    job->src2_bit_width = 1;
    job->num_input_elements = take(in, 2);
    job->out_bit_width = (qpl_out_format)(take(in, 1) % 5);
    job->param_low = take(in, 2);
    job->param_high = take(in, 2);
    job->drop_initial_bytes = take(in, 1) % 8 == 0 ? take(in, 1) : 0;
    job->initial_output_index = take(in, 1) % 8 == 0 ? take(in, 4) : 0;
    job->parser = (qpl_parser)(take(in, 1) % 4);
}

static void one_job(qpl_job *job, struct input *in)
{
    uint64_t indices[8];
    uint32_t size, src2_size, room = take(in, 2) % ROOM, kind = take(in, 1);
    fill_in(job, in);
    uint32_t wanted = take(in, 2) % 512;
    uint8_t *data = copy_of(in, wanted, &size), *src2 = copy_of(in, take(in, 1), &src2_size), *out = malloc(room + 1);
    job->huffman_table = kind < 100 ? some_table(in, kind) : NULL;
    job->next_in_ptr = data;
    job->available_in = size;
    job->next_out_ptr = out;
    job->available_out = room;
    job->next_src2_ptr = src2;
    job->available_src2 = src2_size;
    job->idx_array = indices;
    job->idx_max_size = 8;
    job->idx_num_written = 0;
    if ((kind & 1) != 0) {
        qpl_execute_job(job);
    } else if (qpl_submit_job(job) == QPL_STS_OK) {
        qpl_check_job(job);
        qpl_wait_job(job);
    }
    if (job->huffman_table != NULL) {
        qpl_huffman_table_destroy(job->huffman_table);
        job->huffman_table = NULL;
    }
    free(data);
    free(src2);
    free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int ready;
    struct input in = {data, size};
    uint32_t bytes;
    if (!ready) {
        set_up();
        ready = 1;
    }
    qpl_path_t path = (qpl_path_t)(take(&in, 1) % 3);
    qpl_get_job_size(path, &bytes);
    qpl_job *job = malloc(bytes);
    qpl_init_job(path, job);
    for (int i = 0; i < 4 && in.size > 8; i++) {
        one_job(job, &in);
    }
    qpl_fini_job(job);
    free(job);
    return 0;
}

/* job IN OUT field=value…: one job; its fields afterwards go to stdout, its output to the file OUT. */
#include "job.h"

static const struct {
    const char *name;
    size_t offset, size;
} fields[] = {
#define FIELD(name) {#name, offsetof(qpl_job, name), sizeof(((qpl_job *)0)->name)}
    FIELD(op), FIELD(flags), FIELD(level), FIELD(mini_block_size), FIELD(decomp_end_processing), FIELD(ignore_start_bits),
    FIELD(ignore_end_bits), FIELD(crc64_poly), FIELD(src1_bit_width), FIELD(src2_bit_width), FIELD(num_input_elements),
    FIELD(out_bit_width), FIELD(param_low), FIELD(param_high), FIELD(drop_initial_bytes), FIELD(initial_output_index),
    FIELD(parser), FIELD(available_in), FIELD(available_out), FIELD(idx_max_size),
};

static void set(qpl_job *job, const char *name, size_t length, uint64_t value)
{
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (strlen(fields[i].name) == length && strncmp(fields[i].name, name, length) == 0) {
            memcpy((char *)job + fields[i].offset, &value, fields[i].size);
            return;
        }
    }
    fprintf(stderr, "no field %s\n", name);
    exit(3);
}

static uint64_t option(int argc, char **argv, const char *name, uint64_t otherwise)
{
    size_t length = strlen(name);
    for (int i = 3; i < argc; i++) {
        if (strncmp(argv[i], name, length) == 0 && argv[i][length] == '=') {
            uint64_t value = strtoull(argv[i] + length + 1, NULL, 0);
            argv[i][0] = '\0';
            return value;
        }
    }
    return otherwise;
}

static qpl_huffman_table_t table_for(const uint8_t *data, uint32_t size)
{
    qpl_huffman_table_t table = NULL;
    qpl_histogram histogram;
    memset(&histogram, 0, sizeof histogram);
    const allocator_t allocator = DEFAULT_ALLOCATOR_C;
    qpl_deflate_huffman_table_create(combined_table_type, qpl_path_hardware, allocator, &table);
    qpl_gather_deflate_statistics((uint8_t *)(uintptr_t)data, size, &histogram, qpl_default_level, qpl_path_hardware);
    qpl_huffman_table_init_with_histogram(table, &histogram);
    return table;
}

int main(int argc, char **argv)
{
    uint32_t size, src2_size = 0;
    uint8_t *data = read_all(argv[1], &size), *src2 = NULL;
    uint32_t room = (uint32_t)option(argc, argv, "room", 1 << 22), wait = (uint32_t)option(argc, argv, "wait", 0);
    uint32_t sample = (uint32_t)option(argc, argv, "table", 0); /* bytes that a table is made from; 1: all */
    bool own_table = sample != 0, touch = option(argc, argv, "touch", 1) != 0;
    uint64_t nulls = option(argc, argv, "null", 0);
    uint8_t *out = touch ? calloc(1, room) : malloc(room);
    qpl_job *job = new_job((qpl_path_t)option(argc, argv, "path", 1));
    if (touch) {
        memset(out, 0x11, room);
    }
    job->next_in_ptr = (nulls & 1) != 0 ? NULL : (nulls & 4) != 0 ? (uint8_t *)4096 : data;
    job->available_in = size;
    job->next_out_ptr = (nulls & 2) != 0 ? NULL : (nulls & 8) != 0 ? data : out;
    job->available_out = room;
    job->level = qpl_default_level;
    uint64_t index[512];
    job->idx_array = index;
    job->idx_max_size = 512;
    for (int i = 3; i < argc; i++) {
        char *equals = strchr(argv[i], '=');
        if (strncmp(argv[i], "src2=", 5) == 0) {
            src2 = read_all(argv[i] + 5, &src2_size);
        } else if (equals != NULL) {
            set(job, argv[i], (size_t)(equals - argv[i]), strtoull(equals + 1, NULL, 0));
        }
    }
    job->next_src2_ptr = src2;
    job->available_src2 = src2_size;
    if (own_table) {
        job->huffman_table = table_for(data, sample > 1 ? sample : size);
    }
    uint64_t before = now_ns(), polls = 0;
    qpl_status status = wait > 0 ? qpl_submit_job(job) : qpl_execute_job(job);
    int first_seen = out[0];
    if (wait > 0 && status == QPL_STS_OK) {
        while ((status = qpl_check_job(job)) == QPL_STS_BEING_PROCESSED) {
            polls++;
        }
    }
    uint64_t after = now_ns();
    FILE *file = fopen(argv[2], "wb");
    fwrite(out, 1, status == QPL_STS_OK || status == QPL_STS_MORE_OUTPUT_NEEDED ? job->total_out : 0, file);
    fclose(file);
    printf("{\"status\": %d, \"total_in\": %u, \"total_out\": %u, \"available_in\": %u, \"available_out\": %u, \"crc\": %u, "
           "\"xor\": %u, \"crc64\": %llu, \"first\": %u, \"last\": %u, \"sum\": %u, \"last_bits\": %u, \"ns\": %llu, "
           "\"polls\": %llu, \"first_seen\": %d, \"beyond\": %d, \"indices\": %u}\n",
           (int)status, job->total_in, job->total_out, job->available_in, job->available_out, job->crc, job->xor_checksum,
           (unsigned long long)job->crc64, job->first_index_min_value, job->last_index_max_value, job->sum_value,
           job->last_bit_offset, (unsigned long long)(after - before), (unsigned long long)polls, first_seen,
           out[job->total_out < room ? job->total_out : room - 1], job->idx_num_written);
    qpl_fini_job(job);
    return 0;
}

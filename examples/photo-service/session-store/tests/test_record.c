#include <string.h>

#include "check.h"
#include "record.h"
#include "synthetic.h"

static uint8_t value[RECORD_MAX_BYTES], back[RECORD_MAX_BYTES];
static uint8_t *scratch;

static void test_sessions_of_all_sizes_survive(void)
{
    static const size_t sizes[] = { 1, 2, 31, 150, 999, 1024, 4096, 65535, 65536, RECORD_MAX_BYTES };
    struct synthetic synthetic;
    struct record record;

    CHECK(synthetic_open(&synthetic, 3) == 0);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        synthetic_session(&synthetic, value, sizes[i]);
        for (int level = LEVEL_FAST; level <= 9; level++) {
            CHECK(record_pack(&record, value, sizes[i], level, scratch) == 0);
            CHECK(record.plain_size == sizes[i] && record.packed_size <= sizes[i]);
            CHECK(record_unpack(&record, back) == 0);
            CHECK(memcmp(back, value, sizes[i]) == 0);
        }
    }
    synthetic_close(&synthetic);
}

static void test_noise_is_stored_as_is(void)
{
    struct record record;
    uint32_t x = 1;

    for (size_t i = 0; i < RECORD_MAX_BYTES; i++)
        value[i] = (uint8_t)((x = x * 1664525u + 1013904223u) >> 24);
    CHECK(record_pack(&record, value, RECORD_MAX_BYTES, LEVEL_FAST, scratch) == 0);
    CHECK(record.packed_size == record.plain_size);
    CHECK(record_unpack(&record, back) == 0);
    CHECK(memcmp(back, value, RECORD_MAX_BYTES) == 0);
}

static void test_damage_is_noticed(void)
{
    struct record record;

    memset(value, 'x', 500);
    CHECK(record_pack(&record, value, 500, LEVEL_FAST, scratch) == 0);
    for (uint32_t at = 0; at < record.packed_size; at++) {
        scratch[at] ^= 0x20;
        CHECK(record_unpack(&record, back) == -1 || memcmp(back, value, 500) == 0);
        scratch[at] ^= 0x20;
    }
    record.crc ^= 1;
    CHECK(record_unpack(&record, back) == -1);
}

static void test_sizes_out_of_range_are_refused(void)
{
    struct record record;

    CHECK(record_pack(&record, value, 0, LEVEL_FAST, scratch) == -1);
    CHECK(record_pack(&record, value, RECORD_MAX_BYTES + 1, LEVEL_FAST, scratch) == -1);
}

int main(void)
{
    scratch = malloc(record_bound(RECORD_MAX_BYTES));
    CHECK(scratch);
    test_sessions_of_all_sizes_survive();
    test_noise_is_stored_as_is();
    test_damage_is_noticed();
    test_sizes_out_of_range_are_refused();
    free(scratch);
    puts("record: ok");
    return 0;
}

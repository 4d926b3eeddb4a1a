#include <string.h>

#include "check.h"
#include "record.h"
#include "synthetic.h"

static uint8_t value[RECORD_MAX_BYTES], back[RECORD_MAX_BYTES];
static struct packer fast;

static void test_sessions_of_all_sizes_survive(int level)
{
    static const size_t sizes[] = { 1, 2, 31, 150, 999, 1024, 4096, 65535, 65536, RECORD_MAX_BYTES };
    struct synthetic synthetic;
    struct packer packer;
    struct record record;

    CHECK(synthetic_open(&synthetic, 3) == 0 && packer_open(&packer, level) == 0);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        synthetic_session(&synthetic, value, sizes[i]);
        CHECK(record_pack(&record, &packer, value, sizes[i]) == 0);
        CHECK(record.plain_size == sizes[i] && record.packed_size <= sizes[i]);
        CHECK(record_unpack(&record, back) == 0);
        CHECK(memcmp(back, value, sizes[i]) == 0);
    }
    packer_close(&packer);
    synthetic_close(&synthetic);
}

static void test_noise_is_stored_as_is(void)
{
    struct record record;
    uint32_t x = 1;

    for (size_t i = 0; i < RECORD_MAX_BYTES; i++)
        value[i] = (uint8_t)((x = x * 1664525u + 1013904223u) >> 24);
    CHECK(record_pack(&record, &fast, value, RECORD_MAX_BYTES) == 0);
    CHECK(record.packed_size == record.plain_size);
    CHECK(record_unpack(&record, back) == 0);
    CHECK(memcmp(back, value, RECORD_MAX_BYTES) == 0);
}

static void test_damage_is_noticed(void)
{
    struct record record;

    memset(value, 'x', 500);
    CHECK(record_pack(&record, &fast, value, 500) == 0);
    for (uint32_t at = 0; at < record.packed_size; at++) {
        record.packed[at] ^= 0x20;
        CHECK(record_unpack(&record, back) == -1 || memcmp(back, value, 500) == 0);
        record.packed[at] ^= 0x20;
    }
    record.crc ^= 1;
    CHECK(record_unpack(&record, back) == -1);
}

static void test_sizes_out_of_range_are_refused(void)
{
    struct record record;

    CHECK(record_pack(&record, &fast, value, 0) == -1);
    CHECK(record_pack(&record, &fast, value, RECORD_MAX_BYTES + 1) == -1);
}

int main(void)
{
    CHECK(packer_open(&fast, LEVEL_FAST) == 0);
    for (int level = LEVEL_FAST; level <= 9; level++)
        test_sessions_of_all_sizes_survive(level);
    test_noise_is_stored_as_is();
    test_damage_is_noticed();
    test_sizes_out_of_range_are_refused();
    packer_close(&fast);
    puts("record: ok");
    return 0;
}

#include <string.h>

#include "check.h"
#include "store.h"
#include "synthetic.h"

static uint8_t value[RECORD_MAX_BYTES], back[RECORD_MAX_BYTES];

static void test_latest_value_is_read(void)
{
    struct store store;

    CHECK(store_open(&store, NULL) == 0);
    CHECK(store_get(&store, "a", back) == 0);
    CHECK(store_put(&store, "a", (const uint8_t *)"first", 5) == 0);
    CHECK(store_put(&store, "a", (const uint8_t *)"second", 6) == 0);
    CHECK(store_put(&store, "b", (const uint8_t *)"other", 5) == 0);
    CHECK(store_get(&store, "a", back) == 6 && memcmp(back, "second", 6) == 0);
    CHECK(store_get(&store, "b", back) == 5 && memcmp(back, "other", 5) == 0);
    store_close(&store);
}

static void test_bad_keys_and_sizes_are_refused(void)
{
    char key[80];
    struct store store;

    memset(key, 'k', sizeof key);
    key[KEY_MAX_BYTES + 1] = '\0';
    CHECK(store_open(&store, NULL) == 0);
    CHECK(store_put(&store, key, value, 1) == -1);
    CHECK(store_put(&store, "", value, 1) == -1);
    CHECK(store_put(&store, "a b", value, 1) == -1);
    CHECK(store_put(&store, "a", value, 0) == -1);
    CHECK(store_put(&store, "a", value, RECORD_MAX_BYTES + 1) == -1);
    CHECK(store_get(&store, "a", back) == 0);
    store_close(&store);
}

/* Reads the log back into a second store; both must then hold the same. */
static void test_log_holds_every_change(void)
{
    char key[KEY_MAX_BYTES + 1];
    uint8_t *packed = malloc(record_bound(RECORD_MAX_BYTES));
    FILE *log = tmpfile();
    struct synthetic synthetic;
    struct store store, copy;
    struct record record;
    int changes = 0;

    CHECK(packed && log && store_open(&store, log) == 0 && store_open(&copy, NULL) == 0);
    CHECK(synthetic_open(&synthetic, 5) == 0);
    for (unsigned i = 0; i < 3000; i++) {
        size_t size = synthetic_size(&synthetic);
        snprintf(key, sizeof key, "user:%u", synthetic_below(&synthetic, 500));
        synthetic_session(&synthetic, value, size);
        CHECK(store_put(&store, key, value, size) == 0);
    }
    CHECK(ftell(log) == (long)store.logged);
    rewind(log);
    for (; archive_read(log, key, &record, packed) == 1; changes++) {
        CHECK(record_unpack(&record, value) == 0);
        CHECK(store_put(&copy, key, value, record.plain_size) == 0);
    }
    CHECK(changes == 3000);
    for (unsigned i = 0; i < 500; i++) {
        long size;
        snprintf(key, sizeof key, "user:%u", i);
        size = store_get(&store, key, value);
        CHECK(size >= 0 && store_get(&copy, key, back) == size && memcmp(value, back, (size_t)size) == 0);
    }
    synthetic_close(&synthetic);
    store_close(&store);
    store_close(&copy);
    fclose(log);
    free(packed);
}

int main(void)
{
    test_latest_value_is_read();
    test_bad_keys_and_sizes_are_refused();
    test_log_holds_every_change();
    puts("store: ok");
    return 0;
}

#include <string.h>

#include "check.h"
#include "snapshot.h"
#include "synthetic.h"

enum { KEYS = 2500 };

static uint8_t value[RECORD_MAX_BYTES], back[RECORD_MAX_BYTES];

static void fill(struct store *store)
{
    char key[KEY_MAX_BYTES + 1];
    struct synthetic synthetic;

    CHECK(synthetic_open(&synthetic, 11) == 0);
    for (unsigned i = 0; i < KEYS; i++) {
        size_t size = synthetic_size(&synthetic);
        uint32_t x = i;
        snprintf(key, sizeof key, "user:%u", i);
        synthetic_session(&synthetic, value, size);
        if (i % 50 == 0) /* does not compress */
            for (size_t at = 0; at < size; at++)
                value[at] = (uint8_t)((x = x * 1664525u + 1013904223u) >> 24);
        CHECK(store_put(store, key, value, size) == 0);
    }
    synthetic_close(&synthetic);
}

/* Checks that an archive holds what the store holds; returns its records. */
static size_t compare_archive(const struct store *store, FILE *archive, uint8_t *packed)
{
    char key[KEY_MAX_BYTES + 1];
    struct record record;
    size_t count = 0;
    int more;

    rewind(archive);
    while ((more = archive_read(archive, key, &record, packed)) > 0) {
        CHECK(record_unpack(&record, back) == 0);
        CHECK(store_get(store, key, value) == (long)record.plain_size);
        CHECK(memcmp(value, back, record.plain_size) == 0);
        count++;
    }
    CHECK(more == 0);
    return count;
}

static void test_snapshots_hold_all_records_once(struct snapshotter *snapshotter, const struct store *store,
                                                 uint8_t *packed)
{
    size_t total = 0;

    for (size_t segment = 0; segment < SEGMENTS; segment++) {
        FILE *archive = tmpfile();
        long bytes;
        CHECK(archive);
        bytes = snapshot_segment(snapshotter, store, segment, archive);
        CHECK(bytes >= 0 && bytes == ftell(archive));
        CHECK(compare_archive(store, archive, packed) == store->counts[segment]);
        total += store->counts[segment];
        fclose(archive);
    }
    CHECK(total == KEYS);
}

static void test_damaged_record_fails_the_snapshot(struct snapshotter *snapshotter, struct store *store)
{
    FILE *archive = tmpfile();
    size_t bucket = 0;

    while (!store->buckets[0][bucket])
        bucket++;
    store->buckets[0][bucket]->record.crc ^= 1;
    CHECK(archive && snapshot_segment(snapshotter, store, 0, archive) == -1);
    fclose(archive);
}

int main(void)
{
    static struct store store, empty;
    static struct snapshotter snapshotter;
    uint8_t *packed = malloc(record_bound(RECORD_MAX_BYTES));

    CHECK(packed && store_open(&store, NULL) == 0 && store_open(&empty, NULL) == 0);
    CHECK(snapshotter_open(&snapshotter) == 0);
    fill(&store);
    test_snapshots_hold_all_records_once(&snapshotter, &store, packed);
    CHECK(snapshot_segment(&snapshotter, &empty, 3, stdout) == 0);
    test_damaged_record_fails_the_snapshot(&snapshotter, &store);
    snapshotter_close(&snapshotter);
    store_close(&store);
    store_close(&empty);
    free(packed);
    puts("snapshot: ok");
    return 0;
}

#include <zlib.h>
#include <stdint.h>

#define RECORD_BYTES 65536

struct journal { int fd; uint8_t rec[RECORD_BYTES]; };

int journal_put(struct journal *j, uint32_t crc);

int journal_commit(struct journal *j)
{
    // region: crc
    uint32_t crc = (uint32_t)crc32(0, j->rec, RECORD_BYTES);
    return journal_put(j, crc);
}

int journal_run(struct journal *j, int (*next)(uint8_t *))
{
    while (next(j->rec))
        if (journal_commit(j))
            return -1;
    return 0;
}

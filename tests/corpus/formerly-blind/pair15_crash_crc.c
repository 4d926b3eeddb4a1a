#include <zlib.h>
#include <stdint.h>
#include <stdlib.h>
#include <signal.h>

#define RECORD_BYTES 65536

struct journal { int fd; uint8_t rec[RECORD_BYTES]; };

static struct journal *live;

int journal_put(struct journal *j, uint32_t crc);

static void on_fatal_signal(int sig)
{
    (void)sig;
    // degrades: crc
    uint32_t crc = (uint32_t)crc32(0, live->rec, RECORD_BYTES);
    journal_put(live, crc);
    abort();
}

void journal_arm(struct journal *j)
{
    live = j;
    signal(SIGSEGV, on_fatal_signal);
}

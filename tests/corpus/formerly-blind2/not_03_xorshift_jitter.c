/* Retry jitter: xorshift generator seeded per thread. */
#include <stdint.h>

static _Thread_local uint64_t st = 88172645463325252ull;

static uint64_t next_random(void)
{
    // not: hash
    st ^= st << 13;
    st ^= st >> 7;
    st ^= st << 17;
    return st;
}

unsigned backoff_ms(unsigned attempt)
{
    unsigned cap = attempt > 8 ? 10000 : 40u << attempt;
    return cap / 2 + (unsigned)(next_random() % (cap / 2 + 1));
}

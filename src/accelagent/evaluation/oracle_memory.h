/* Operations on memory against the C library's: sizes around pages and descriptors' limits, any alignment, memory that is
   not there yet, ranges that overlap, differences anywhere, and copies begun that depend on one another. */
#include <sys/mman.h>

enum { GUARD = 64, MOST = 5 << 20 };

static size_t draw_length(void)
{
    static const size_t edges[] = {0, 1, 499, 500, 501, 4095, 4096, 4097, 2097151, 2097152, 2097153, 4194305};
    switch (draw(3)) {
    case 0:
        return edges[draw(sizeof edges / sizeof *edges)];
    case 1:
        return draw(20000);
    default:
        return draw(MOST - 8192);
    }
}

/* Pages that the processor has not touched yet, so that a device meets faults. */
static unsigned char *fresh(void)
{
    void *pages = mmap(NULL, MOST, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) {
        WRONG("no memory");
    }
    return (unsigned char *)pages;
}

static unsigned char *noisy(void)
{
    unsigned char *pages = fresh();
    for (size_t i = 0; i < MOST; i += 8) {
        unsigned long long word = ((unsigned long long)draw(~0u) << 32) | draw(~0u);
        memcpy(pages + i, &word, 8);
    }
    return pages;
}

static void equal(const char *who, const unsigned char *got, const unsigned char *expected, size_t n)
{
    if (memcmp(got, expected, n) != 0) {
        size_t at = 0;
        while (got[at] == expected[at]) {
            at++;
        }
        WRONG("%s differs at byte %zu of %zu", who, at, n);
    }
}

#if defined(COPY) || defined(MOVE) || defined(COPIED) || defined(FILL) || defined(CLEARED)
/* `what` on part of one buffer, with the bytes around it left as they are. */
static void written(const char *who, int what)
{
    int untouched = draw(2) != 0; /* not even read, which would bring its pages in */
    unsigned char *source = noisy(), *target = untouched ? fresh() : noisy(), *expected = fresh();
    size_t n = draw_length(), from = GUARD + draw(4096), to = GUARD + draw(4096);
    int value = draw(3) == 0 ? 0 : (int)draw(256), loop = 1;
    if (!untouched) {
        memcpy(expected, target, MOST);
    }
    if (what == 'f' || what == '0') {
        memset(expected + to, what == '0' ? 0 : value, n);
    } else {
        memcpy(expected + to, source + from, n);
    }
    const void *answer = target + to;
    switch (what) {
#ifdef COPY
    case 'c':
        answer = accel_memcpy(target + to, source + from, n);
        break;
#endif
#ifdef MOVE
    case 'm':
        answer = accel_memmove(target + to, source + from, n);
        break;
#endif
#ifdef FILL
    case 'f':
        answer = accel_memset(target + to, value, n);
        break;
#endif
#ifdef COPIED
    case 'l':
        loop = accel_copied(target + to, source + from, n);
        break;
#endif
#ifdef CLEARED
    case '0':
        loop = accel_cleared(target + to, n);
        break;
#endif
    default:
        break;
    }
    if (answer != target + to) {
        WRONG("%s returns another pointer", who);
    }
    if (loop) { /* otherwise it is left to the program's own loop */
        equal(who, target, expected, MOST);
    }
    munmap(source, MOST);
    munmap(target, MOST);
    munmap(expected, MOST);
}
#endif

#if defined(MOVE) || defined(COPIED)
static void overlapping(void)
{
    unsigned char *both = noisy(), *expected = fresh();
    size_t n = draw_length() / 2 + 2, from = GUARD + draw(4096), shift = 1 + draw((unsigned)n), to = from;
    to = draw(2) != 0 && shift <= from ? from - shift : from + shift;
    n = to + n < MOST && from + n < MOST ? n : 0;
    memcpy(expected, both, MOST);
    (void)to;
#ifdef COPIED
    for (size_t i = 0; i < n; i++) {
        expected[to + i] = expected[from + i];
    }
    if (!accel_copied(both + to, both + from, n)) {
        for (size_t i = 0; i < n; i++) {
            both[to + i] = both[from + i];
        }
    }
    equal("a loop over ranges that overlap", both, expected, MOST);
#endif
#ifdef MOVE
    memmove(expected + to, expected + from, n);
    accel_memmove(both + to, both + from, n);
    equal("memmove of ranges that overlap", both, expected, MOST);
#endif
    munmap(both, MOST);
    munmap(expected, MOST);
}
#endif

#if defined(COMPARE) || defined(SAME) || defined(ZERO)
static int sign(int value)
{
    return (value > 0) - (value < 0);
}

/* One byte differs, or none, or several. */
static void looked_at(void)
{
    unsigned char *one = noisy(), *other = fresh(), *nothing = fresh();
    size_t n = draw_length(), at = GUARD + draw(4096), beside = GUARD + draw(4096);
    memcpy(other + beside, one + at, n);
    for (unsigned i = draw(3); i > 0 && n > 0; i--) {
        size_t place = draw((unsigned)n);
        other[beside + place] ^= (unsigned char)(1 + draw(255));
        nothing[at + place] = (unsigned char)(1 + draw(255));
    }
    int expected = n == 0 ? 0 : memcmp(one + at, other + beside, n), zero = 1;
    for (size_t i = 0; i < n; i++) {
        zero &= nothing[at + i] == 0;
    }
    (void)expected, (void)zero;
#ifdef COMPARE
    int answer = accel_memcmp(one + at, other + beside, n);
    if (sign(answer) != sign(expected)) {
        WRONG("memcmp of %zu bytes says %d instead of %d", n, answer, expected);
    }
#endif
#ifdef SAME
    if (accel_all_same(one + at, other + beside, n) && expected != 0) {
        WRONG("%zu bytes that differ are called the same", n);
    }
#endif
#ifdef ZERO
    if (accel_all_zero(nothing + at, n) && !zero) {
        WRONG("%zu bytes that are not all zero are called so", n);
    }
#endif
    munmap(one, MOST);
    munmap(other, MOST);
    munmap(nothing, MOST);
}
#endif

#ifdef LATER
/* Copies within one buffer, each after those before it; and a checksum of a source while its copy is under way. */
static void begun(void)
{
    unsigned char *both = noisy(), *expected = fresh();
    memcpy(expected, both, MOST);
    for (int round = 0; round < 3; round++) {
        size_t last = 0, last_n = 0;
        for (unsigned copies = 1 + draw(100); copies > 0; copies--) {
            size_t n = draw(8) == 0 ? draw(MOST / 2) : draw(30000), from = draw((unsigned)(MOST - n));
            size_t to = draw((unsigned)(MOST - n));
            if (draw(2) != 0 && n <= last_n) {
                from = last + last_n - n; /* what the copy before brings last, while it is under way */
            }
            if (to < from + n && from < to + n) {
                continue; /* not for memcpy() */
            }
            memcpy(expected + to, expected + from, n);
            accel_memcpy_begin(both + to, both + from, n);
            last = to;
            last_n = n;
        }
        accel_copies_wait();
        equal("a row of copies", both, expected, MOST);
    }
    munmap(both, MOST);
    munmap(expected, MOST);
}
#endif

static void memory(void)
{
#ifdef COPY
    written("memcpy", 'c');
#endif
#ifdef MOVE
    written("memmove", 'm');
#endif
#ifdef FILL
    written("memset", 'f');
#endif
#ifdef COPIED
    written("a loop that copies", 'l');
#endif
#ifdef CLEARED
    written("a loop that clears", '0');
#endif
#if defined(MOVE) || defined(COPIED)
    overlapping();
#endif
#if defined(COMPARE) || defined(SAME) || defined(ZERO)
    looked_at();
#endif
#ifdef LATER
    begun();
#endif
}

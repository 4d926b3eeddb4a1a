/* Drives the generated header as an unkind caller would; every output must inflate to its input.
   usage: round_trip SEED ITERATIONS [pieces|whole|flush|once|loop|threads|fork] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <zlib.h>
#include "accel_offload.h"

#define FAIL(...) (fprintf(stderr, __VA_ARGS__), fputc('\n', stderr), exit(1))

struct random {
    unsigned long long state;
};

static unsigned next(struct random *r, unsigned below)
{
    r->state = r->state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (unsigned)(r->state >> 33) % below;
}

static unsigned char *make_input(struct random *r, size_t n, int kind)
{
    unsigned char *data = (unsigned char *)malloc(n + 1);
    for (size_t i = 0; i < n; i++) {
        if (kind == 0) {
            data[i] = (unsigned char)next(r, 256);
        } else if (kind == 1) {
            data[i] = (unsigned char)("the quick brown fox "[(i + i / 37) % 20] + (next(r, 16) == 0));
        } else {
            data[i] = 0;
        }
    }
    return data;
}

static void check(const unsigned char *packed, size_t packed_length, const unsigned char *data, size_t n, int bits)
{
    z_stream z;
    unsigned char *out = (unsigned char *)malloc(n + 64);
    memset(&z, 0, sizeof z);
    if (inflateInit2(&z, bits) != Z_OK) {
        FAIL("inflateInit2(%d)", bits);
    }
    z.next_in = (unsigned char *)packed;
    z.avail_in = (uInt)packed_length;
    z.next_out = out;
    z.avail_out = (uInt)n + 64;
    int status = inflate(&z, Z_FINISH);
    if (status != Z_STREAM_END || z.total_out != n || z.avail_in != 0 || memcmp(out, data, n) != 0) {
        FAIL("does not inflate to its input: status %d, %lu of %zu bytes, %u left over, bits %d", status, z.total_out, n,
             z.avail_in, bits);
    }
    inflateEnd(&z);
    free(out);
}

static int pick_flush(struct random *r, int flushes)
{
    static const int kinds[] = {Z_SYNC_FLUSH, Z_FULL_FLUSH, Z_PARTIAL_FLUSH, Z_BLOCK};
    return flushes && next(r, 8) == 0 ? kinds[next(r, 4)] : Z_NO_FLUSH;
}

/* One stream in random pieces. */
static void stream_pieces(z_stream *z, struct random *r, const unsigned char *data, size_t n, int bits, int flushes)
{
    size_t capacity = n + n / 4 + 100000, used = 0, given = 0;
    unsigned char *packed = (unsigned char *)malloc(capacity);
    unsigned in_step = 1 + next(r, next(r, 2) ? 3000 : 100000), out_step = 1 + next(r, next(r, 2) ? 300 : 60000);
    int status = Z_OK;
    while (status != Z_STREAM_END) {
        size_t piece = n - given < in_step ? n - given : in_step;
        int last = given + piece == n && next(r, 4) != 0;
        int flush = last ? Z_FINISH : pick_flush(r, flushes);
        z->next_in = (unsigned char *)data + given;
        z->avail_in = (uInt)piece;
        do {
            size_t room = capacity - used < out_step ? capacity - used : out_step;
            uLong before_in = z->total_in, before_out = z->total_out;
            if (room == 0) {
                FAIL("output grew beyond %zu bytes for %zu", capacity, n);
            }
            z->next_out = packed + used;
            z->avail_out = (uInt)room;
            uInt had = z->avail_in;
            status = accel_deflate(z, flush);
            if (z->total_in - before_in != had - z->avail_in || z->total_out - before_out != room - z->avail_out) {
                FAIL("totals and positions disagree");
            }
            used += room - z->avail_out;
            if (status == Z_BUF_ERROR && z->total_in == before_in && z->total_out == before_out) {
                break;
            }
            if (status != Z_OK && status != Z_STREAM_END) {
                FAIL("deflate returned %d for flush %d", status, flush);
            }
        } while (status != Z_STREAM_END && (z->avail_out == 0 || z->avail_in != 0));
        given += piece - z->avail_in;
        if (status == Z_BUF_ERROR) {
            status = Z_OK;
        }
    }
    if (z->total_in != n || z->total_out != used) {
        FAIL("totals: %lu of %zu in, %lu of %zu out", z->total_in, n, z->total_out, used);
    }
    if (bits > 0 && z->adler != (bits > 15 ? crc32(0, data, (uInt)n) : adler32(1, data, (uInt)n))) {
        FAIL("checksum in adler is not that of the input");
    }
    z->next_in = Z_NULL;
    z->avail_in = 0;
    z->avail_out = 1;
    if (accel_deflate(z, Z_FINISH) != Z_STREAM_END || accel_deflate(z, Z_NO_FLUSH) != Z_STREAM_ERROR) {
        FAIL("a finished stream answers like an unfinished one");
    }
    check(packed, used, data, n, bits);
    free(packed);
}

/* All input in one call and room that may not do: zlib's result, or one that fits. */
static void stream_whole(z_stream *z, struct random *r, const unsigned char *data, size_t n, int bits)
{
    size_t ample = n + n / 8 + n / 64 + 100; /* for any memory level */
    size_t room = next(r, 3) == 0 ? n : next(r, 3) == 0 ? n / 2 + 40 : ample;
    unsigned char *packed = (unsigned char *)malloc(room + 1);
    z->next_in = (unsigned char *)data;
    z->avail_in = (uInt)n;
    z->next_out = packed;
    z->avail_out = (uInt)room;
    int status = room == 0 ? Z_OK : accel_deflate(z, Z_FINISH);
    if (status == Z_STREAM_END) {
        check(packed, z->total_out, data, n, bits);
    } else if (status != Z_OK || room >= ample) {
        FAIL("one call with room for %zu of %zu: %d", room, n, status);
    }
    free(packed);
}

static void streams(unsigned long seed, int iterations, int whole, int flushes)
{
    static const int all_bits[] = {15, -15, 31, 15, 12, -9, 27};
    struct random r = {seed * 977 + 1};
    for (int i = 0; i < iterations; i++) {
        z_stream z;
        int bits = all_bits[next(&r, 7)], level = (int)next(&r, 11) - 1, strategy = (int)next(&r, 5) % 3;
        memset(&z, 0, sizeof z);
        if (accel_deflateInit2(&z, level, Z_DEFLATED, bits, 1 + (int)next(&r, 9), strategy) != Z_OK) {
            FAIL("deflateInit2(%d, %d)", level, bits);
        }
        for (int round = (int)next(&r, 3); round >= 0; round--) {
            size_t n = next(&r, 8) == 0 ? next(&r, 4) : next(&r, next(&r, 2) ? 5000 : 400000);
            unsigned char *data = make_input(&r, n, (int)next(&r, 3));
            if (next(&r, 4) == 0 && accel_deflateParams(&z, 1 + (int)next(&r, 9), Z_DEFAULT_STRATEGY) != Z_OK) {
                FAIL("deflateParams on a fresh stream");
            }
            if (whole) {
                stream_whole(&z, &r, data, n, bits);
            } else {
                stream_pieces(&z, &r, data, n, bits, flushes);
            }
            free(data);
            if (accel_deflateReset(&z) != Z_OK) {
                FAIL("deflateReset");
            }
        }
        if (next(&r, 8) == 0) { /* thrown away half-way */
            unsigned char in[5000] = {0}, out[100];
            z.next_in = in;
            z.avail_in = sizeof in;
            z.next_out = out;
            z.avail_out = sizeof out;
            accel_deflate(&z, Z_NO_FLUSH);
            accel_deflateEnd(&z);
        } else if (accel_deflateEnd(&z) != Z_OK) {
            FAIL("deflateEnd");
        }
        if (accel_deflateEnd(&z) != Z_STREAM_ERROR) {
            FAIL("deflateEnd a second time");
        }
    }
}

static void oneshots(unsigned long seed, int iterations)
{
#ifdef ONESHOT
    struct random r = {seed * 31 + 7};
    for (int i = 0; i < iterations; i++) {
        size_t n = next(&r, next(&r, 2) ? 3000 : 500000);
        unsigned char *data = make_input(&r, n, (int)next(&r, 3));
        uLongf room = next(&r, 4) == 0 ? n / 2 + 12 : compressBound((uLong)n), length = room;
        unsigned char *packed = (unsigned char *)malloc(room);
        int level = (int)next(&r, 11) - 1;
        int status = accel_compress2(packed, &length, data, (uLong)n, level);
        if (status == Z_OK) {
            check(packed, length, data, n, 15);
        } else if (status != Z_BUF_ERROR || room >= compressBound((uLong)n)) {
            FAIL("compress2 of %zu into %lu: %d", n, room, status);
        }
#ifdef UNCOMPRESS
        if (status == Z_OK) {
            unsigned char *back = (unsigned char *)malloc(n + 10);
            uLongf back_length = n + next(&r, 10);
            if (accel_uncompress(back, &back_length, packed, length) != Z_OK || back_length != n ||
                memcmp(back, data, n) != 0) {
                FAIL("uncompress of %zu bytes", n);
            }
            packed[length - 1 - next(&r, 4)] ^= 1; /* the checksum */
            back_length = n + 10;
            if (accel_uncompress(back, &back_length, packed, length) != Z_DATA_ERROR) {
                FAIL("uncompress took a wrong checksum");
            }
            back_length = n > 0 ? n - 1 : 0;
            if (n > 0 && accel_uncompress(back, &back_length, packed, length) == Z_OK) {
                FAIL("uncompress into too little room");
            }
            free(back);
        }
#endif
#ifdef CHECKSUMS
        uInt cut = (uInt)next(&r, (unsigned)n + 1);
        if (accel_crc32(accel_crc32(accel_crc32(0, Z_NULL, 0), data, cut), data + cut, (uInt)n - cut) !=
                crc32(0, data, (uInt)n) ||
            accel_adler32(accel_adler32(1, data, cut), data + cut, (uInt)n - cut) != adler32(1, data, (uInt)n)) {
            FAIL("checksum of %zu bytes", n);
        }
#endif
        free(data);
        free(packed);
    }
#else
    (void)seed, (void)iterations;
#endif
}

/* Items under way in a window, results in order; the last round gives up half-way. */
static void loops(unsigned long seed, int rounds)
{
#ifdef LOOPS
    struct random r = {seed * 57 + 3};
    for (int round = 0; round < rounds; round++) {
        enum { ITEMS = 20 };
        struct {
            struct accel_ticket ticket;
        } items[ACCEL_WINDOW];
        unsigned char *data[ITEMS];
        size_t sizes[ITEMS];
        unsigned begun = 0, ended = 0, window = (unsigned)accel_window();
        int kind = (int)next(&r, 3);
        while (begun < ITEMS || begun != ended) {
            if (begun < ITEMS && begun - ended < window) {
                sizes[begun] = next(&r, next(&r, 4) == 0 ? 3 : next(&r, 2) ? 5000 : 150000);
                data[begun] = make_input(&r, sizes[begun], kind);
                accel_compress2_submit(&items[begun % ACCEL_WINDOW].ticket, data[begun], (uLong)sizes[begun],
                                       (int)next(&r, 11) - 1);
                begun++;
                continue;
            }
            uLongf room = next(&r, 4) == 0 ? sizes[ended] / 2 + 12 : compressBound((uLong)sizes[ended]), length = room;
            unsigned char *packed = (unsigned char *)malloc(room);
            int status = accel_compress2_wait(&items[ended % ACCEL_WINDOW].ticket, packed, &length);
            if (status == Z_OK) {
                check(packed, length, data[ended], sizes[ended], 15);
            } else if (status != Z_BUF_ERROR || room >= compressBound((uLong)sizes[ended])) {
                FAIL("item of %zu into %lu: %d", sizes[ended], room, status);
            }
            free(packed);
            ended++;
            if (round + 1 == rounds && ended == ITEMS / 2) {
                accel_drain(items, ended, begun);
                break;
            }
        }
        for (unsigned i = 0; i < begun; i++) {
            free(data[i]);
        }
    }
#else
    (void)seed, (void)rounds;
#endif
}

static int iterations;

static void *work(void *seed)
{
    streams((unsigned long)seed, iterations, 0, 0);
    streams((unsigned long)seed + 100, iterations, 1, 0);
    oneshots((unsigned long)seed, iterations);
    loops((unsigned long)seed, iterations);
    return NULL;
}

static void threads(unsigned long seed)
{
    pthread_t ids[4];
    for (unsigned long i = 0; i < 4; i++) {
        pthread_create(&ids[i], NULL, work, (void *)(seed + i));
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(ids[i], NULL);
    }
}

/* A stream is half-way when the process forks: the parent's must go on, the child must be able to start its own. */
static void forked(unsigned long seed)
{
    struct random r = {seed};
    size_t n = 300000, used = 0;
    unsigned char *data = make_input(&r, n, 1), *packed = (unsigned char *)malloc(n);
    z_stream z;
    memset(&z, 0, sizeof z);
    accel_deflateInit(&z, 6);
    z.next_in = data;
    z.avail_in = (uInt)n / 2;
    z.next_out = packed;
    z.avail_out = (uInt)n;
    accel_deflate(&z, Z_NO_FLUSH);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        streams(seed + 1, iterations, 0, 0);
        oneshots(seed + 1, iterations);
        accel_deflateEnd(&z);
        exit(0);
    }
    z.avail_in = (uInt)(n - n / 2);
    if (accel_deflate(&z, Z_FINISH) != Z_STREAM_END) {
        FAIL("the parent's stream after a fork");
    }
    used = z.total_out;
    check(packed, used, data, n, 15);
    accel_deflateEnd(&z);
    int status = 0;
    waitpid(child, &status, 0);
    if (status != 0) {
        FAIL("the child ended with %d", status);
    }
    free(data);
    free(packed);
}

int main(int argc, char **argv)
{
    unsigned long seed = strtoul(argc > 1 ? argv[1] : "1", NULL, 10);
    const char *mode = argc > 3 ? argv[3] : "pieces";
    iterations = argc > 2 ? atoi(argv[2]) : 10;
    if (strcmp(mode, "threads") == 0) {
        threads(seed);
    } else if (strcmp(mode, "fork") == 0) {
        forked(seed);
    } else if (strcmp(mode, "once") == 0) {
        oneshots(seed, iterations);
    } else if (strcmp(mode, "loop") == 0) {
        loops(seed, iterations);
    } else {
        streams(seed, iterations, strcmp(mode, "whole") == 0, strcmp(mode, "flush") == 0);
    }
    return 0;
}

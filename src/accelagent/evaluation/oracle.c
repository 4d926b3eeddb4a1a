/* Holds the operations of a generated support file against zlib, which decodes and computes what they answer.
   Inputs are random, textual, constant, hostile to deflate, empty and large; a wrong answer ends with status 1.
   usage: oracle SEED ROUNDS [calm] [reach] [brief], calm where no fault is meant to happen; compiled with STREAMS, ONESHOT, LOOPS,
   UNCOMPRESS, CHECKSUMS and what the other files ask for, as the support file has them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define WRONG(...) (fputs("oracle: ", stderr), fprintf(stderr, __VA_ARGS__), fputc('\n', stderr), exit(1))

#include "oracle_surroundings.h"
#include ORACLE_SUPPORT
#undef malloc
#undef calloc
#undef free
#undef dlsym
#undef deflateInit2_
#undef deflateEnd

enum { NOISE, TEXT, CONSTANT, HOSTILE, KINDS };
enum { HUGE_BYTES = 1500000 };

static unsigned long long state;

static unsigned draw(unsigned below)
{
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return below == 0 ? 0 : (unsigned)(state >> 33) % below;
}

static size_t draw_size(void)
{
    switch (draw(6)) {
    case 0:
        return draw(4);
    case 1:
        return 1000 + draw(5000);
    case 2:
        return 65536u + draw(3) - 1;
    default:
        return draw(200000);
    }
}

static unsigned char *make(size_t n, int kind)
{
    unsigned char *data = (unsigned char *)malloc(n + 1);
    for (size_t i = 0; i < n; i++) {
        unsigned char noise = (unsigned char)draw(256);
        if (kind == TEXT) {
            data[i] = (unsigned char)("etaoin shrdlu, cmfwyp. "[(i + noise % 7) % 23]);
        } else if (kind == HOSTILE) { /* repeats just out of the window's reach, then within it */
            data[i] = i >= 32769 && i % 70000 > 33000 ? data[i - 32769] : noise;
        } else {
            data[i] = kind == CONSTANT ? 'a' : noise;
        }
    }
    return data;
}

static void same(const char *what, int got, int expected)
{
    if (got != expected) {
        WRONG("%s answers %d, zlib %d", what, got, expected);
    }
}

/* One whole stream that inflates to the data, with nothing behind it. */
static void decodes(const char *who, const unsigned char *packed, size_t length, const unsigned char *data, size_t n, int bits)
{
    z_stream z;
    unsigned char *out = (unsigned char *)malloc(n + 64);
    memset(&z, 0, sizeof z);
    inflateInit2(&z, bits);
    z.next_in = (unsigned char *)packed;
    z.avail_in = (uInt)length;
    z.next_out = out;
    z.avail_out = (uInt)n + 64;
    int status = inflate(&z, Z_FINISH);
    if (status != Z_STREAM_END || z.total_out != n || z.avail_in != 0 || memcmp(out, data, n) != 0) {
        WRONG("%s of %zu bytes does not inflate to its input: status %d, %lu bytes, %u left over", who, n, status,
              z.total_out, z.avail_in);
    }
    inflateEnd(&z);
    free(out);
}

/* Not much larger than what zlib's fastest level makes of it. */
static void dense(const char *who, size_t length, const unsigned char *data, size_t n)
{
    uLongf reference = compressBound((uLong)n);
    unsigned char *out = (unsigned char *)malloc(reference);
    compress2(out, &reference, data, (uLong)n, 1);
    free(out);
    if (n >= 65535 && length > reference + reference / 2 + 1024) {
        WRONG("%s of %zu bytes takes %zu, zlib's level 1 %lu", who, n, length, reference);
    }
}

#ifdef STREAMS
/* What a stream begins with tells its level and kind, as zlib's does. */
static void headed(const unsigned char *packed, int level, int bits)
{
    z_stream z;
    unsigned char theirs[64];
    memset(&z, 0, sizeof z);
    deflateInit2(&z, level, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY);
    z.next_out = theirs;
    z.avail_out = sizeof theirs;
    deflate(&z, Z_FINISH);
    deflateEnd(&z);
    if (memcmp(packed, theirs, bits > 15 ? 10 : bits > 0 ? 2 : 0) != 0) {
        WRONG("a stream of level %d and window %d begins with another header than zlib's", level, bits);
    }
}

static void stream(int whole, int bits)
{
    z_stream z;
    int level = 1 + (int)draw(9), finished = 0;
    size_t n = draw_size(), given = 0, used = 0, capacity = n + n / 4 + 200000;
    unsigned char *data = make(n, (int)draw(KINDS)), *packed = (unsigned char *)malloc(capacity);
    const uLong input = crc32(0, data, (uInt)n);
    memset(&z, 0, sizeof z);
    if (accel_deflateInit2(&z, level, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        WRONG("deflateInit2(%d, %d)", level, bits);
    }
    for (int turn = 0; turn < 2; turn++, given = used = 0, finished = 0) {
        while (!finished) {
            size_t step = whole ? n : 1 + draw(40000), piece = n - given < step ? n - given : step;
            size_t room = whole ? capacity : 1 + draw(30000);
            room = room < capacity - used ? room : capacity - used;
            if (room == 0) {
                WRONG("deflate grew %zu bytes beyond %zu", n, capacity);
            }
            z.next_in = data + given;
            z.avail_in = (uInt)piece;
            z.next_out = packed + used;
            z.avail_out = (uInt)room;
            int status = accel_deflate(&z, given + piece == n ? Z_FINISH : Z_NO_FLUSH);
            if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
                WRONG("deflate returned %d", status);
            }
            given += piece - z.avail_in;
            used += room - z.avail_out;
            finished = status == Z_STREAM_END;
        }
        if (z.total_in != n || z.total_out != used) {
            WRONG("deflate counts %lu of %zu bytes in, %lu of %zu out", z.total_in, n, z.total_out, used);
        }
        z.next_out = packed + capacity - 8;
        z.avail_out = 8;
        if (accel_deflate(&z, Z_NO_FLUSH) != Z_STREAM_ERROR || accel_deflate(&z, Z_FINISH) != Z_STREAM_END || z.avail_out != 8) {
            WRONG("deflate goes on after the end of its stream");
        }
        decodes("deflate", packed, used, data, n, bits);
        headed(packed, level, bits);
        if (crc32(0, data, (uInt)n) != input) {
            WRONG("deflate changed its %zu bytes of input", n);
        }
        if (bits > 0 && z.adler != (bits > 15 ? crc32(0, data, (uInt)n) : adler32(1, data, (uInt)n))) {
            WRONG("deflate of %zu bytes leaves another checksum", n);
        }
        if (whole) {
            dense("deflate", used, data, n);
        }
        if (accel_deflateReset(&z) != Z_OK) {
            WRONG("deflateReset");
        }
    }
    if (accel_deflateEnd(&z) == Z_STREAM_ERROR) {
        WRONG("deflateEnd");
    }
    free(data);
    free(packed);
}
#endif

#ifdef STREAMS
/* Streams given up in the middle, with whatever they have under way, and whole ones right after them. */
static void abandon(int bits)
{
    static unsigned char out[1 << 16];
    for (int turn = 0; turn < 3; turn++) {
        z_stream z;
        size_t n = 70000 + draw(200000);
        unsigned char *data = make(n, (int)draw(KINDS));
        memset(&z, 0, sizeof z);
        if (accel_deflateInit2(&z, 6, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
            WRONG("deflateInit2(6, %d)", bits);
        }
        z.next_in = data;
        z.avail_in = (uInt)n;
        for (int call = 0; call < 4 && z.avail_in > 0; call++) {
            z.next_out = out;
            z.avail_out = sizeof out;
            int status = accel_deflate(&z, Z_NO_FLUSH);
            if (status != Z_OK && status != Z_BUF_ERROR) {
                WRONG("deflate returned %d", status);
            }
        }
        if (turn == 1 && accel_deflateReset(&z) != Z_OK) {
            WRONG("deflateReset in the middle");
        }
        if (accel_deflateEnd(&z) == Z_STREAM_ERROR) {
            WRONG("deflateEnd in the middle");
        }
        free(data); /* the device may no longer read it */
        stream(1, bits);
    }
}
#endif

#if defined(ONESHOT) || defined(LOOPS)
/* An answer of compress2(): good data, or zlib's refusal where the room does not do. */
static void answered(const char *who, int status, unsigned char *packed, uLongf length, uLongf room, const unsigned char *data, size_t n)
{
    if (status == Z_OK && length <= room) {
        decodes(who, packed, length, data, n, 15);
        dense(who, length, data, n);
    } else if (status != Z_BUF_ERROR || room >= compressBound((uLong)n)) {
        WRONG("%s of %zu bytes into %lu answers %d", who, n, room, status);
    }
}
#endif

#ifdef ONESHOT
static void oneshot(size_t n, int kind)
{
    unsigned char *data = make(n, kind);
    uLongf room = draw(4) == 0 ? n / 2 + 12 : compressBound((uLong)n), length = room;
    unsigned char *packed = (unsigned char *)malloc(room + 64);
    memset(packed, 0xa5, room + 64);
    const uLong input = crc32(0, data, (uInt)n);
    int status = accel_compress2(packed, &length, data, (uLong)n, 1 + (int)draw(9));
    if (crc32(0, data, (uInt)n) != input) {
        WRONG("compress2 changed its %zu bytes of input", n);
    }
    for (int i = 0; i < 64; i++) {
        if (packed[room + (unsigned)i] != 0xa5) {
            WRONG("compress2 wrote behind its %lu bytes of room", room);
        }
    }
    answered("compress2", status, packed, length, room, data, n);
    free(data);
    free(packed);
}
#endif

#ifdef LOOPS
static void loop(void)
{
    enum { ITEMS = 24 };
    struct {
        struct accel_ticket ticket;
    } items[ACCEL_WINDOW];
    unsigned char *data[ITEMS];
    size_t sizes[ITEMS];
    unsigned begun = 0, ended = 0, window = (unsigned)accel_window();
    while (ended < ITEMS) {
        if (begun < ITEMS && begun - ended < window) {
            sizes[begun] = draw_size();
            data[begun] = make(sizes[begun], (int)draw(KINDS));
            accel_compress2_submit(&items[begun % ACCEL_WINDOW].ticket, data[begun], (uLong)sizes[begun], 1 + (int)draw(9));
            begun++;
            continue;
        }
        uLongf room = draw(5) == 0 ? sizes[ended] / 2 + 12 : compressBound((uLong)sizes[ended]), length = room;
        unsigned char *packed = (unsigned char *)malloc(room);
        int status = accel_compress2_wait(&items[ended % ACCEL_WINDOW].ticket, packed, &length);
        answered("item", status, packed, length, room, data[ended], sizes[ended]);
        free(packed);
        free(data[ended++]);
    }
}
#endif

#ifdef UNCOMPRESS
static void uncompressed(size_t n, int kind)
{
    unsigned char *data = make(n, kind), *back = (unsigned char *)malloc(n + 16);
    uLongf length = compressBound((uLong)n), made = n + draw(10);
    unsigned char *packed = (unsigned char *)malloc(length);
    compress2(packed, &length, data, (uLong)n, (int)draw(10));
    if (accel_uncompress(back, &made, packed, length) != Z_OK || made != n || memcmp(back, data, n) != 0) {
        WRONG("uncompress of %zu bytes", n);
    }
    uLongf theirs = n > 0 ? n - 1 : 0;
    made = theirs;
    /* zlib itself says Z_OK to one byte into no room */
    if (n > 0 && accel_uncompress(back, &made, packed, length) == Z_OK &&
        uncompress(back, &theirs, packed, length) != Z_OK) {
        WRONG("uncompress into too little room");
    }
    packed[length - 1 - draw(4)] ^= 1;
    made = n + 10;
    if (accel_uncompress(back, &made, packed, length) != Z_DATA_ERROR) {
        WRONG("uncompress takes a wrong checksum");
    }
    free(data), free(back), free(packed);
}
#endif

#ifdef CHECKSUMS
static void checksums(size_t n)
{
    unsigned char *data = make(n, NOISE);
    uInt cut = draw((unsigned)n + 1);
    if (accel_crc32(accel_crc32(crc32(0, Z_NULL, 0), data, cut), data + cut, (uInt)n - cut) != crc32(0, data, (uInt)n) ||
        accel_adler32(accel_adler32(1, data, cut), data + cut, (uInt)n - cut) != adler32(1, data, (uInt)n)) {
        WRONG("checksum of %zu bytes", n);
    }
    free(data);
}
#endif

#if defined(COPY) || defined(MOVE) || defined(FILL) || defined(COMPARE) || defined(COPIED) || defined(CLEARED) || \
    defined(ZERO) || defined(SAME) || defined(LATER)
#define MEMORY
#include "oracle_memory.h"
#endif

#if defined(CIPHERS) || defined(DIGESTS)
#include "oracle_crypto.h"
#endif

#ifdef INFLATE
#include "oracle_inflate.h"
#endif

#ifdef GZFILES
#include "oracle_gzfile.h"
#endif

#ifdef STREAMS
#include "oracle_streams.h"
#include "oracle_corners.h"
#include "oracle_shortage.h"
#endif

static int said(int argc, char **argv, const char *word)
{
    while (argc-- > 3) {
        if (strcmp(argv[argc], word) == 0) {
            return 1;
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    static const int bits[] = {15, -15, 31};
    int rounds = argc > 2 ? atoi(argv[2]) : 6;
    state = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    calm = said(argc, argv, "calm");
    atexit(all_stopped);
#ifdef STREAMS
    if (calm && !said(argc, argv, "brief")) {
        shortage();
    }
#endif
    for (int round = 0; round < rounds; round++) {
        size_t n = round == 0 ? 0 : round == 1 ? HUGE_BYTES : draw_size();
        int kind = round % KINDS;
        (void)n, (void)kind, (void)bits;
#ifdef ONESHOT
        oneshot(n, kind);
#endif
#ifdef STREAMS
        stream(round % 2, bits[round % 3]);
        stream(1, bits[round % 3]);
        if (round % 4 == 3) {
            abandon(bits[round % 3]);
        }
        if (round < 3) {
            streams(round, said(argc, argv, "reach"), said(argc, argv, "brief"));
            corners(round, bits[round % 3], said(argc, argv, "brief"));
        }
#endif
#ifdef UNCOMPRESS
        uncompressed(n, kind);
#endif
#ifdef INFLATE
        for (int i = 0; i < 12; i++) {
            inflated();
        }
#endif
#ifdef CIPHERS
        ciphers();
#endif
#ifdef DIGESTS
        digests(n);
#endif
#ifdef GZFILES
        gz_files();
#endif
#ifdef CHECKSUMS
        checksums(n);
#endif
#ifdef MEMORY
        memory();
#endif
    }
#ifdef LOOPS
    loop();
#endif
    puts("oracle: every answer was right");
    return 0;
}

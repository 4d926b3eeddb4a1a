/* The header's inflate streams and gzip files beside zlib's own on the same data: whatever a caller can see is equal.
   usage: decode SEED ROUNDS inflate|damaged|members|end|read|write FILE */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include "accel_offload.h"

#define FAIL(...) (fprintf(stderr, __VA_ARGS__), fputc('\n', stderr), exit(1))

static unsigned long long state;

static unsigned next(unsigned below)
{
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (unsigned)(state >> 33) % below;
}

static size_t some_size(void)
{
    static const unsigned most[] = {1, 40, 3000, 40000, 300000, 1500000};
    return next(most[next(6)]);
}

static void fill(unsigned char *data, size_t n)
{
    unsigned kind = next(4);
    for (size_t i = 0; i < n; i++) {
        data[i] = (unsigned char)(kind == 0   ? next(256)
                                  : kind == 1 ? (unsigned)"the quick brown fox\n"[(i + i / 37) % 20] + (next(16) == 0)
                                  : kind == 2 ? 0
                                              : 'a' + next(3));
    }
}

static size_t pack(unsigned char *out, size_t capacity, const unsigned char *data, size_t n, int bits)
{
    z_stream z;
    memset(&z, 0, sizeof z);
    deflateInit2(&z, (int)next(10), Z_DEFLATED, bits, 8, (int)next(5));
    z.next_in = (unsigned char *)data;
    z.avail_in = (uInt)n;
    z.next_out = out;
    z.avail_out = (uInt)capacity;
    if (deflate(&z, Z_FINISH) != Z_STREAM_END) {
        FAIL("the test's own deflate");
    }
    deflateEnd(&z);
    return z.total_out;
}

/* Feeds a stream in pieces until it ends, fails or starves; the result in one line. */
static void unpack(int ours, z_stream *z, const unsigned char *packed, size_t n, unsigned char *out, size_t capacity,
                   size_t in_step, size_t out_step, int flush, char *result)
{
    size_t given = 0;
    int status = Z_OK, idle = 0;
    z->next_out = out;
    z->avail_in = 0;
    z->avail_out = 0;
    while (status != Z_STREAM_END && idle < 3) {
        if (z->avail_in == 0) {
            size_t piece = n - given < in_step ? n - given : in_step;
            z->next_in = (unsigned char *)packed + given;
            z->avail_in = (uInt)piece;
            given += piece;
        }
        size_t left = capacity - (size_t)(z->next_out - out);
        z->avail_out = (uInt)(left < out_step ? left : out_step);
        status = ours ? accel_inflate(z, flush) : inflate(z, flush);
        if (status != Z_OK && status != Z_BUF_ERROR && status != Z_STREAM_END) {
            break;
        }
        idle = status == Z_BUF_ERROR && given == n ? idle + 1 : 0;
    }
    size_t made = (size_t)(z->next_out - out);
    if (status == Z_STREAM_END) {
        sprintf(result, "end in %lu out %lu made %zu left %zu", z->total_in, z->total_out, made,
                (size_t)(packed + n - z->next_in));
    } else {
        /* How much comes out before the damage or the missing end is not promised. */
        strcpy(result, "no end");
    }
}

static void stream_round(int damage, int members)
{
    static const int formats[] = {15, 31, -15};
    int bits = formats[next(3)], read_bits = bits > 0 && next(2) ? 47 : bits;
    size_t n = some_size(), capacity = n + n / 100 + 2000, used = 0, junk = next(2) ? next(600) : 0;
    unsigned char *data = malloc(n + 1), *packed = malloc(3 * capacity + 600), *mine = malloc(n + 100), *theirs = malloc(n + 100);
    fill(data, n);
    for (int i = 0; i <= members; i++) {
        used += pack(packed + used, capacity, data, n, bits);
    }
    for (size_t i = 0; i < junk; i++) {
        packed[used++] = (unsigned char)next(256);
    }
    if (damage && used > 600) {
        if (next(3) == 0) {
            used -= next(500);
        } else {
            packed[next((unsigned)used)] ^= (unsigned char)(1 << next(8));
        }
    }
    size_t in_step = 1 + next(next(2) ? 700 : 200000), out_step = 1 + next(next(2) ? 5000 : 400000);
    int flush = next(2) ? Z_NO_FLUSH : Z_SYNC_FLUSH;
    if (next(4) == 0) { /* all at once, into exactly the room that it takes or a little more */
        in_step = used;
        out_step = n + next(3);
        flush = Z_FINISH;
    }
    in_step = in_step == 0 ? 1 : in_step;
    z_stream a, b;
    memset(&a, 0, sizeof a);
    memset(&b, 0, sizeof b);
    accel_inflateInit2(&a, read_bits);
    inflateInit2(&b, read_bits);
    const unsigned char *at = packed;
    for (int i = 0; i <= members; i++) {
        char one[200], other[200];
        size_t left = used - (size_t)(at - packed), room = n + (flush == Z_FINISH ? out_step - n : 50);
        unpack(1, &a, at, left, mine, room, in_step, out_step, flush, one);
        unpack(0, &b, at, left, theirs, room, in_step, out_step, flush, other);
        if (strcmp(one, other) != 0) {
            FAIL("bits %d of %d, %zu bytes, steps %zu %zu, flush %d: '%s' but zlib '%s'", read_bits, bits, n, in_step,
                 out_step, flush, one, other);
        }
        size_t common = (size_t)((a.next_out - mine) < (b.next_out - theirs) ? a.next_out - mine : b.next_out - theirs);
        if (memcmp(mine, theirs, common) != 0) {
            FAIL("other bytes than zlib: bits %d, %zu bytes, steps %zu %zu", read_bits, n, in_step, out_step);
        }
        if (strncmp(one, "end", 3) != 0) {
            break;
        }
        at = b.next_in;
        accel_inflateReset(&a);
        inflateReset(&b);
    }
    if (accel_inflateEnd(&a) != inflateEnd(&b)) {
        FAIL("inflateEnd");
    }
    free(data);
    free(packed);
    free(mine);
    free(theirs);
}

/* The same calls on a file through both; every result and every byte is compared. */
static void read_round(const char *path)
{
    static unsigned char data[1500001], mine[400001], theirs[400001];
    FILE *f = fopen(path, "wb");
    static unsigned char packed[3200000];
    unsigned parts = next(4);
    for (unsigned i = 0; i < parts; i++) {
        size_t n = some_size();
        fill(data, n);
        size_t length = next(8) ? pack(packed, sizeof packed, data, n, 31) : n;
        int cut = i + 1 == parts && length > 40 && next(4) == 0;
        fwrite(length == n ? data : packed, 1, cut ? length - next(30) : length, f);
    }
    fclose(f);
    gzFile a = accel_gzopen(path, "rb"), b = gzopen(path, "rb");
    for (int i = 0; i < 60; i++) {
        long one = 0, other = 0;
        unsigned n = next(next(2) ? 300 : 300000), what = next(12);
        memset(mine, 0, n + 1);
        memset(theirs, 0, n + 1);
        if (what < 5) {
            one = accel_gzread(a, mine, n), other = gzread(b, theirs, n);
        } else if (what == 5) {
            one = accel_gzgetc(a), other = (gzgetc)(b);
        } else if (what < 8) {
            one = accel_gzgets(a, (char *)mine, (int)n) != NULL, other = gzgets(b, (char *)theirs, (int)n) != NULL;
        } else if (what == 8) {
            int whence = next(2) ? SEEK_SET : SEEK_CUR;
            long back = gztell(b) < 100 ? gztell(b) : 100, to = whence == SEEK_SET ? (long)n : (long)n - back;
            one = accel_gzseek(a, to, whence), other = gzseek(b, to, whence);
        } else if (what == 9) {
            one = accel_gzeof(a), other = gzeof(b);
        } else if (what == 10) {
            int c = accel_gzgetc(a), d = gzgetc(b);
            one = c < 0 ? c : accel_gzungetc(c, a), other = d < 0 ? d : gzungetc(d, b);
        } else {
            one = (long)accel_gzfread(mine, 3, n / 3, a), other = (long)gzfread(theirs, 3, n / 3, b);
        }
        int damaged, theirs_damaged;
        accel_gzerror(a, &damaged);
        gzerror(b, &theirs_damaged);
        if (damaged != Z_OK || theirs_damaged != Z_OK) {
            break; /* each library stops a little before or behind the damage or the missing end */
        }
        /* zlib may have written more into the buffer than it says it read */
        size_t filled = what < 5 ? (size_t)one : what == 11 ? (size_t)one * 3 : what < 8 ? strlen((char *)mine) + 1 : 0;
        if (one != other || memcmp(mine, theirs, filled) != 0 || accel_gztell(a) != gztell(b)) {
            FAIL("call %d (%u, %u): %ld at %ld but zlib %ld at %ld", i, what, n, one, (long)accel_gztell(a), other,
                 (long)gztell(b));
        }
    }
    accel_gzclose(a);
    gzclose(b);
}

/* What ours writes, zlib reads back. */
static void write_round(const char *path)
{
    static unsigned char data[1500001], whole[20000001], back[20000001];
    size_t used = 0;
    char mode[4] = {'w', (char)('1' + next(9)), 0, 0};
    gzFile a = accel_gzopen(path, mode);
    for (unsigned i = next(12); i > 0; i--) {
        size_t n = some_size();
        unsigned what = next(8);
        fill(data, n);
        if (what < 4) {
            if (accel_gzwrite(a, data, (unsigned)n) != (int)n) {
                FAIL("gzwrite");
            }
        } else if (what == 4) {
            n = 1;
            accel_gzputc(a, data[0] = 'x');
        } else if (what == 5) {
            n = (size_t)sprintf((char *)data, "line %d\n", 7);
            if (accel_gzprintf(a, "line %d\n", 7) != (int)n) {
                FAIL("gzprintf");
            }
        } else if (what == 6) {
            n = 0;
            if (accel_gzflush(a, next(2) ? Z_SYNC_FLUSH : Z_FINISH) != Z_OK) {
                FAIL("gzflush");
            }
        } else {
            n = next(1000);
            memset(data, 0, n);
            if (accel_gzseek(a, (z_off_t)n, SEEK_CUR) != (z_off_t)(used + n)) {
                FAIL("gzseek");
            }
        }
        memcpy(whole + used, data, n);
        used += n;
        if (accel_gztell(a) != (z_off_t)used) {
            FAIL("gztell");
        }
    }
    if (accel_gzclose(a) != Z_OK) {
        FAIL("gzclose");
    }
    gzFile b = gzopen(path, "r");
    int n = gzread(b, back, sizeof back), direct = gzdirect(b), same = n == (int)used && memcmp(back, whole, used) == 0;
    int closed = gzclose(b);
    if (!same || direct || closed != Z_OK) {
        FAIL("read back %d of %zu bytes, equal %d, direct %d, closed %d, mode %s", n, used, same, direct, closed, mode);
    }
}

/* deflateEnd() complains of the same unfinished streams as zlib's. */
static void end_round(void)
{
    static unsigned char data[4000], out[8000];
    static const struct {
        int flush;
        unsigned in, room;
    } cases[] = {{-1, 0, 0}, {Z_NO_FLUSH, 4000, 8000}, {Z_FINISH, 4000, 8000}, {Z_FINISH, 300, 12}, {Z_FINISH, 0, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int ended[2];
        fill(data, sizeof data);
        for (int ours = 0; ours < 2; ours++) {
            z_stream z;
            memset(&z, 0, sizeof z);
            ours ? accel_deflateInit(&z, 6) : deflateInit(&z, 6);
            z.next_in = data;
            z.avail_in = cases[i].in;
            z.next_out = out;
            z.avail_out = cases[i].room;
            if (cases[i].flush >= 0) {
                ours ? accel_deflate(&z, cases[i].flush) : deflate(&z, cases[i].flush);
            }
            ended[ours] = ours ? accel_deflateEnd(&z) : deflateEnd(&z);
        }
        if (ended[0] != ended[1]) {
            FAIL("deflateEnd in case %zu: %d but zlib %d", i, ended[1], ended[0]);
        }
    }
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        return 2;
    }
    state = (unsigned long long)atoi(argv[1]) * 77777 + 1;
    for (int i = atoi(argv[2]); i > 0; i--) {
        switch (argv[3][0]) {
        case 'i':
            stream_round(0, 0);
            break;
        case 'd':
            stream_round(1, 0);
            break;
        case 'm':
            stream_round(0, 2);
            break;
        case 'e':
            end_round();
            break;
        case 'r':
            read_round(argv[4]);
            break;
        default:
            write_round(argv[4]);
        }
    }
    return 0;
}

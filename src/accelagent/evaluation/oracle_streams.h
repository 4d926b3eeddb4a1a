/* What a stream promises beside its data: zlib's answers to odd arguments, one call where there is room, flushes that can be
   decoded, streams side by side, memory given back, processes that fork, and work that does reach the unit it is meant for. */
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void begin(z_stream *z, int level, int bits)
{
    memset(z, 0, sizeof *z);
    if (accel_deflateInit2(z, level, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        WRONG("deflateInit2(%d, %d)", level, bits);
    }
}

static void said_alike(const char *what, const z_stream *z, const z_stream *reference)
{
    const char *got = z->msg != Z_NULL ? z->msg : "nothing", *expected = reference->msg != Z_NULL ? reference->msg : "nothing";
    if (strcmp(got, expected) != 0) {
        WRONG("%s says %s, zlib %s", what, got, expected);
    }
}

/* Every kind of stream that zlib makes; parameters that zlib refuses are refused alike. */
static void parameters(void)
{
    static const int bases[] = {0, 16, -1};
    z_stream z, reference;
    int level = (int)draw(14) - 2, window = 7 + (int)draw(10), memory = (int)draw(11), strategy = (int)draw(6);
    int base = bases[draw(3)], bits = base < 0 ? -window : base + window, method = draw(12) == 0 ? 7 : Z_DEFLATED;
    memset(&z, 0, sizeof z);
    memset(&reference, 0, sizeof reference);
    int status = accel_deflateInit2(&z, level, method, bits, memory, strategy);
    same("deflateInit2", status, deflateInit2(&reference, level, method, bits, memory, strategy));
    if (status != Z_OK) {
        return;
    }
    size_t n = draw_size(), capacity = n + n / 4 + 200000;
    unsigned char *data = make(n, (int)draw(KINDS)), *packed = (unsigned char *)malloc(capacity);
    z.next_in = data;
    z.avail_in = (uInt)n;
    z.next_out = packed;
    z.avail_out = (uInt)capacity;
    if (z.msg != Z_NULL || z.total_in != 0 || z.total_out != 0 || z.adler != reference.adler) {
        WRONG("deflateInit2 leaves a stream that is not fresh");
    }
    same("deflate of all at once", accel_deflate(&z, Z_FINISH), Z_STREAM_END);
    decodes("deflate", packed, z.total_out, data, n, bits == 8 ? 9 : bits); /* zlib itself writes 9 for 8 */
    reference.next_in = data;
    reference.avail_in = (uInt)n;
    unsigned char *theirs = (unsigned char *)malloc(capacity);
    reference.next_out = theirs;
    reference.avail_out = (uInt)capacity;
    deflate(&reference, Z_FINISH);
    if (z.adler != reference.adler) {
        WRONG("deflate leaves checksum %lx, zlib %lx", z.adler, reference.adler);
    }
    if (bits > 0 && bits != 8 && memcmp(packed, theirs, bits > 15 ? 10 : 2) != 0) {
        WRONG("a stream of level %d and window %d begins with another header than zlib's", level, bits);
    }
    said_alike("deflate", &z, &reference);
    same("deflateEnd", accel_deflateEnd(&z), deflateEnd(&reference));
    same("deflateEnd again", accel_deflateEnd(&z), deflateEnd(&reference));
    free(data);
    free(packed);
    free(theirs);
}

/* Calls that zlib refuses, in every state of a stream. */
static void refusals(int bits)
{
    static const int flushes[] = {-1, Z_NO_FLUSH, Z_PARTIAL_FLUSH, Z_SYNC_FLUSH, Z_FULL_FLUSH, Z_FINISH, Z_BLOCK, 6, 7};
    static unsigned char room[2][1 << 17];
    z_stream both[2];
    size_t n = 1000 + draw(30000);
    unsigned char *data = make(n, TEXT);
    begin(&both[0], 6, bits);
    memset(&both[1], 0, sizeof both[1]);
    deflateInit2(&both[1], 6, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY);
    for (int state = 0; state < 3; state++) {
        for (unsigned i = 0; i < 4 * sizeof flushes / sizeof *flushes; i++) {
            int flush = flushes[i / 4], answers[2];
            if (i % 4 == 0 && flush >= 0 && flush <= Z_BLOCK && state != 2) {
                continue; /* no refusal */
            }
            for (int k = 0; k < 2; k++) {
                z_stream *z = &both[k];
                z->next_in = i % 4 == 1 ? NULL : data;
                z->avail_in = i % 4 == 1 || (state == 2 && i % 4 == 0 && i % 8 != 0) ? 5 : 0;
                z->next_out = i % 4 == 2 ? NULL : room[k] + sizeof room[k] - 8;
                z->avail_out = i % 4 == 3 ? 0 : 8;
                answers[k] = k == 0 ? accel_deflate(z, flush) : deflate(z, flush);
            }
            same("deflate with odd arguments", answers[0], answers[1]);
            said_alike("deflate with odd arguments", &both[0], &both[1]);
        }
        for (int k = 0; k < 2 && state < 2; k++) {
            z_stream *z = &both[k];
            z->next_in = data;
            z->avail_in = state == 0 ? 100 : (uInt)n - 100;
            z->next_out = room[k] + (state == 0 ? 0 : z->total_out);
            z->avail_out = (uInt)(sizeof room[k] - 8 - z->total_out);
            int status = k == 0 ? accel_deflate(z, state == 0 ? Z_NO_FLUSH : Z_FINISH) : deflate(z, state == 0 ? Z_NO_FLUSH : Z_FINISH);
            same("deflate", status, state == 0 ? Z_OK : Z_STREAM_END);
        }
    }
    same("deflateEnd", accel_deflateEnd(&both[0]), deflateEnd(&both[1]));
    begin(&both[0], 6, bits);
    same("deflateEnd of a fresh stream", accel_deflateEnd(&both[0]), Z_OK);
    begin(&both[0], 6, bits);
    both[0].next_in = data;
    both[0].avail_in = (uInt)n;
    both[0].next_out = room[0];
    both[0].avail_out = sizeof room[0];
    accel_deflate(&both[0], Z_NO_FLUSH);
    same("deflateEnd in the middle", accel_deflateEnd(&both[0]), Z_DATA_ERROR);
    same("deflate without a stream", accel_deflate(Z_NULL, Z_FINISH), Z_STREAM_ERROR);
    same("deflateEnd without a stream", accel_deflateEnd(Z_NULL), Z_STREAM_ERROR);
    same("deflateReset without a stream", accel_deflateReset(Z_NULL), Z_STREAM_ERROR);
    free(data);
}

/* What came before a flush can be decoded from what has come out, and the stream goes on behind it. */
static void flushed(int bits)
{
    static const int flushes[] = {Z_SYNC_FLUSH, Z_FULL_FLUSH, Z_PARTIAL_FLUSH};
    z_stream z, back;
    size_t n = 100000 + draw(200000), capacity = 2 * n + 4096, given = 0;
    unsigned char *data = make(n, (int)draw(2)), *packed = (unsigned char *)malloc(capacity), *plain = (unsigned char *)malloc(n + 64);
    begin(&z, 1 + (int)draw(9), bits);
    memset(&back, 0, sizeof back);
    inflateInit2(&back, bits);
    back.next_out = plain;
    back.avail_out = (uInt)n + 64;
    while (given < n) {
        size_t piece = 1 + draw(90000);
        piece = piece < n - given ? piece : n - given;
        z.next_in = data + given;
        z.avail_in = (uInt)piece;
        z.next_out = packed + z.total_out;
        z.avail_out = (uInt)(capacity - z.total_out);
        same("a flush", accel_deflate(&z, flushes[draw(3)]), Z_OK);
        given += piece;
        back.next_in = packed + back.total_in;
        back.avail_in = (uInt)(z.total_out - back.total_in);
        inflate(&back, Z_SYNC_FLUSH);
        if (back.total_out != given || memcmp(plain, data, given) != 0) {
            WRONG("behind a flush %lu of %zu bytes can be decoded", back.total_out, given);
        }
    }
    z.next_out = packed + z.total_out;
    z.avail_out = (uInt)(capacity - z.total_out);
    same("the end behind flushes", accel_deflate(&z, Z_FINISH), Z_STREAM_END);
    decodes("deflate with flushes", packed, z.total_out, data, n, bits);
    same("deflateEnd", accel_deflateEnd(&z), Z_OK);
    inflateEnd(&back);
    free(data), free(packed), free(plain);
}

/* A buffer of the size that deflateBound() names takes any stream in one call. */
static void bounded(int bits)
{
    z_stream z;
    size_t n = draw_size();
    unsigned char *data = make(n, draw(2) ? NOISE : (int)draw(KINDS));
    begin(&z, 1 + (int)draw(9), bits);
    size_t capacity = accel_deflateBound(&z, (uLong)n);
    unsigned char *packed = (unsigned char *)malloc(capacity);
    z.next_in = data;
    z.avail_in = (uInt)n;
    z.next_out = packed;
    z.avail_out = (uInt)capacity;
    same("deflate into deflateBound()", accel_deflate(&z, Z_FINISH), Z_STREAM_END);
    decodes("deflate into deflateBound()", packed, z.total_out, data, n, bits);
    same("deflateEnd", accel_deflateEnd(&z), Z_OK);
    free(data), free(packed);
}

#ifdef PARAMS
/* Level and strategy change anywhere in a stream, to what zlib knows. */
static void tuned(int bits)
{
    z_stream z;
    size_t n = 200000 + draw(100000), capacity = 2 * n + 4096, given = 0;
    unsigned char *data = make(n, (int)draw(KINDS)), *packed = (unsigned char *)malloc(capacity);
    int status = Z_OK;
    begin(&z, (int)draw(10), bits);
    z.next_out = packed;
    z.avail_out = (uInt)capacity;
    while (status != Z_STREAM_END) {
        size_t piece = draw(90000);
        piece = piece < n - given ? piece : n - given;
        z.next_in = data + given;
        z.avail_in = draw(2) ? 0 : (uInt)piece; /* zlib may take what is there with the old level */
        const uInt before = z.avail_in;
        const int params = accel_deflateParams(&z, (int)draw(11) - 1, (int)draw(5));
        if (params != Z_OK && params != Z_BUF_ERROR) {
            WRONG("deflateParams answers %d", params);
        }
        given += before - z.avail_in;
        piece = piece < n - given ? piece : n - given;
        z.avail_in = (uInt)piece;
        status = accel_deflate(&z, given + piece == n ? Z_FINISH : Z_NO_FLUSH);
        if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
            WRONG("deflate after deflateParams answers %d", status);
        }
        given += piece - z.avail_in;
    }
    decodes("deflate with other levels", packed, z.total_out, data, n, bits);
    same("deflateParams with no level", accel_deflateParams(&z, 10, 0), Z_STREAM_ERROR);
    same("deflateParams with no strategy", accel_deflateParams(&z, 1, 5), Z_STREAM_ERROR);
    accel_deflateEnd(&z);
    free(data), free(packed);
}
#endif

/* Many streams open at once, in turns, some begun anew without an end. */
static void side_by_side(void)
{
    enum { MANY = 40 };
    static z_stream z[MANY];
    unsigned char *data[MANY], *packed[MANY];
    size_t n[MANY], capacity[MANY];
    int open = 0;
    for (int i = 0; i < MANY; i++) {
        n[i] = draw(60000);
        data[i] = make(n[i], (int)draw(KINDS));
        capacity[i] = n[i] + n[i] / 4 + 4096;
        packed[i] = (unsigned char *)malloc(capacity[i]);
        begin(&z[i], 1 + i % 9, 15);
        if (i % 10 == 0) { /* as a kind of stream that zlib keeps, and back */
            same("deflateInit2 again", accel_deflateInit2(&z[i], 0, Z_DEFLATED, 9, 8, Z_DEFAULT_STRATEGY), Z_OK);
            accel_deflateEnd(&z[i]);
        }
        if (i % 5 == 0) { /* zlib would leak here; a stand-in has to cope */
            same("deflateInit2 again", accel_deflateInit2(&z[i], 6, Z_DEFLATED, 15, 8, Z_DEFAULT_STRATEGY), Z_OK);
        }
        z[i].next_in = data[i];
        z[i].next_out = packed[i];
        z[i].avail_out = (uInt)capacity[i];
        open++;
    }
    for (size_t given = 0; open > 0; given += 7000) {
        for (int i = 0; i < MANY; i++) {
            if (given >= n[i] + 7000) {
                continue;
            }
            size_t left = given < n[i] ? n[i] - given : 0;
            z[i].avail_in += (uInt)(left < 7000 ? left : 7000);
            int status = accel_deflate(&z[i], left <= 7000 ? Z_FINISH : Z_NO_FLUSH);
            if (left <= 7000) {
                same("the end of one of many streams", status, Z_STREAM_END);
                decodes("one of many streams", packed[i], z[i].total_out, data[i], n[i], 15);
                same("deflateEnd", accel_deflateEnd(&z[i]), Z_OK);
                n[i] = 0;
                open--;
            }
        }
    }
    for (int i = 0; i < MANY; i++) {
        free(data[i]);
        free(packed[i]);
    }
}

/* All input at once, into room that does not do for it, then more. */
static void tight(int bits)
{
    z_stream z;
    size_t n = 70000 + draw(100000), room = n - draw((unsigned)n / 3), capacity = n + n / 4 + 1000;
    unsigned char *data = make(n, NOISE), *packed = (unsigned char *)malloc(capacity);
    begin(&z, 1 + (int)draw(9), bits);
    z.next_in = data;
    z.avail_in = (uInt)n;
    z.next_out = packed;
    z.avail_out = (uInt)room;
    same("deflate into too little room", accel_deflate(&z, Z_FINISH), Z_OK);
    z.avail_out = (uInt)(capacity - z.total_out);
    same("deflate into more room", accel_deflate(&z, Z_FINISH), Z_STREAM_END);
    decodes("deflate into little room", packed, z.total_out, data, n, bits);
    same("deflateEnd", accel_deflateEnd(&z), Z_OK);
    free(data), free(packed);
}

/* Streams leave nothing behind, given up, short of room or flushed: the same ones again take no more than before. Pools may
   still grow when a device is late; a leak grows every time. */
static void growth(void (*work)(int))
{
    const unsigned long long seed = state;
    int grown = 0;
    work(15);
    for (int turn = 0; turn < 5; turn++) {
        const int before = taken;
        state = seed;
        work(15);
        grown += taken > before;
    }
    if (grown == 5) {
        WRONG("more and more memory is held after streams that were given up, short of room or flushed");
    }
}

static void *hammer(void *stop)
{
    unsigned char *data = make(100000, TEXT), *packed = (unsigned char *)malloc(200000);
    while (!__atomic_load_n((int *)stop, __ATOMIC_ACQUIRE)) {
        z_stream z;
        begin(&z, 6, 15);
        z.next_in = data;
        z.avail_in = 100000;
        z.next_out = packed;
        z.avail_out = 200000;
        same("deflate in a thread", accel_deflate(&z, Z_FINISH), Z_STREAM_END);
        accel_deflateEnd(&z);
    }
    free(data);
    free(packed);
    return NULL;
}

/* gcc 12's AddressSanitizer forks with its allocator's locks as other threads hold them: about one child in a hundred waits
   for one without end, whatever is tested. That happens once, not twice. */
#ifdef __SANITIZE_ADDRESS__
#define HANGS_OF_OUR_OWN 1
#else
#define HANGS_OF_OUR_OWN 0
#endif

/* A child compresses for itself, while a stream of its parent is half-way and another thread is at work. */
static void forked(void)
{
    int stop = 0;
    pthread_t thread;
    z_stream z, fresh;
    static unsigned char data[200000], out[1 << 18];
    begin(&fresh, 6, 15);
    begin(&z, 6, 15);
    z.next_in = data;
    z.avail_in = sizeof data;
    z.next_out = out;
    z.avail_out = sizeof out;
    accel_deflate(&z, Z_NO_FLUSH);
    if (pthread_create(&thread, NULL, hammer, &stop) != 0) {
        WRONG("no thread");
    }
    stream(1, 15);
    for (int turn = 0, hung = 0; turn < 2; turn++) {
        pid_t child = fork();
        int status = 0;
        if (child == 0) {
            alarm(10);
            accel_deflateEnd(&z);
            fresh.next_in = data; /* begun by the parent, first used here */
            fresh.avail_in = sizeof data;
            fresh.next_out = out;
            fresh.avail_out = sizeof out;
            same("deflate of a stream that the parent began", accel_deflate(&fresh, Z_NO_FLUSH), Z_OK);
            same("deflate of a stream that the parent began", accel_deflate(&fresh, Z_FINISH), Z_STREAM_END);
            decodes("a stream that the parent began", out, fresh.total_out, data, sizeof data, 15);
            stream(0, 15);
            stream(1, 31);
            fflush(NULL);
            _exit(0);
        }
        if (child < 0 || waitpid(child, &status, 0) != child) {
            WRONG("fork");
        }
        if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM && hung++ < HANGS_OF_OUR_OWN) {
            turn--;
        } else if (status != 0) {
            WRONG("a forked child ends with status %d", status);
        }
    }
    __atomic_store_n(&stop, 1, __ATOMIC_RELEASE);
    pthread_join(thread, NULL);
    z.avail_in = 0;
    accel_deflateEnd(&fresh);
    same("the end of a stream that a child inherited", accel_deflate(&z, Z_FINISH), Z_STREAM_END);
    decodes("a stream that a child inherited", out, z.total_out, data, sizeof data, 15);
    same("deflateEnd", accel_deflateEnd(&z), Z_OK);
}

#ifdef REACH
static unsigned long long elsewhere(void)
{
    return __atomic_load_n(&accel_counters.device_ops, __ATOMIC_RELAXED) + __atomic_load_n(&accel_counters.incore_ops, __ATOMIC_RELAXED);
}

/* Streams of every level and wrapping that the unit can do go there. */
static void reaches(void)
{
    static const int wraps[] = {15, -15, 31};
    static unsigned char data[150000], out[200000];
    for (int level = -1; level <= 9; level++) {
        for (int way = 0; way < 4 && level != 0; way++) {
            z_stream z;
            const unsigned long long before = elsewhere(), by_zlib = __atomic_load_n(&accel_counters.cpu_bytes, __ATOMIC_RELAXED);
            memset(&z, 0, sizeof z);
            accel_deflateInit2(&z, level, Z_DEFLATED, wraps[way % 3], way < 3 ? 8 : 1 + 8 * (level & 1), way < 3 ? Z_DEFAULT_STRATEGY : Z_FILTERED);
            z.next_in = data;
            z.avail_in = sizeof data;
            z.next_out = out;
            z.avail_out = sizeof out;
            same("deflate", accel_deflate(&z, Z_FINISH), Z_STREAM_END);
            accel_deflateEnd(&z);
            if (elsewhere() == before) {
                WRONG("a stream of level %d and window %d never reaches the unit it is meant for", level, wraps[way % 3]);
            }
            if (__atomic_load_n(&accel_counters.cpu_bytes, __ATOMIC_RELAXED) - by_zlib > sizeof data / 2) {
                WRONG("a stream of level %d and window %d is done by zlib after all", level, wraps[way % 3]);
            }
        }
    }
}
#endif

static void streams(int round, int reach, int brief)
{
    static const int bits[] = {15, -15, 31};
    (void)reach;
    for (int i = 0; i < 12; i++) {
        parameters();
    }
    refusals(bits[round % 3]);
    flushed(bits[round % 3]);
    bounded(bits[round % 3]);
#ifdef PARAMS
    tuned(bits[round % 3]);
    tuned(bits[round % 3] > 0 ? bits[round % 3] - 5 : -10); /* zlib's own, whatever the level */
#endif
    if (round == 0) {
        side_by_side();
        forked();
    }
    if (round == 0 && !brief) {
        growth(abandon);
        growth(tight);
        growth(flushed);
    }
#ifdef REACH
    if (round == 0 && reach) {
        reaches();
    }
#endif
}

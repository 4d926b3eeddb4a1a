/* Streams while something is refused: memory, a state of zlib's, a function of the vendor's library. Each refusal is met in a
   child of its own, from a fresh start: the work is done, or refused for lack of memory, and goes on when that is over. */

enum { MOST_REQUESTS = 48, NOTHING_LEFT = 77 };

/* A stream that is right, or refused for lack of memory. */
static void meagre(int whole, int bits)
{
    z_stream z;
    const size_t n = whole ? 150000 : 131072; /* blocks that just fill, and the end by itself */
    size_t given = 0;
    unsigned char *data = make(n, TEXT), *packed = (unsigned char *)malloc(2 * n);
    memset(&z, 0, sizeof z);
    int status = accel_deflateInit2(&z, 6, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY);
    const int begun = status == Z_OK;
    z.next_out = packed;
    z.avail_out = (uInt)(2 * n);
    while (status == Z_OK || status == Z_BUF_ERROR) {
        size_t piece = whole || n - given < 40000 ? n - given : 40000;
        z.next_in = data + given;
        z.avail_in = (uInt)piece;
        status = accel_deflate(&z, given == n || whole ? Z_FINISH : Z_NO_FLUSH);
        given += piece - z.avail_in;
    }
    if (status == Z_STREAM_END) {
        decodes("deflate short of memory", packed, z.total_out, data, n, bits);
    } else if (status != Z_MEM_ERROR) {
        WRONG("short of memory deflate answers %d", status);
    }
    if (begun) {
        accel_deflateEnd(&z);
    }
    free(data);
    free(packed);
}

/* Runs `work` in a child; whether there was still something to refuse. */
static int refusing(void (*work)(int), int which, const char *what)
{
    int status = 0;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        alarm(20);
        work(which);
        _exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) {
        WRONG("fork");
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == NOTHING_LEFT) {
        return 0;
    }
    if (status != 0) {
        WRONG("%s %d refused, a process ends with status %d", what, which, status);
    }
    return 1;
}

static void starve(int which, int until)
{
    refusals_from = which;
    refusals_to = until;
    calm = 0;
    watched = 1;
    meagre(0, 15);
    meagre(1, 31);
    watched = 0;
    if (requests <= which) {
        _exit(NOTHING_LEFT);
    }
    stream(1, 15);
    stream(0, -15);
}

static void one_request(int which)
{
    starve(which, which + 1);
}

static void all_requests(int which)
{
    starve(which, MOST_REQUESTS * 1000);
}

static void one_symbol(int which)
{
    refused_symbol = which;
    calm = 0;
    stream(1, 15);
    stream(0, 31);
    if (symbols <= which) {
        _exit(NOTHING_LEFT);
    }
#ifdef REACH
    if (failed_calls != 0 && __atomic_load_n(&accel_counters.device_ops, __ATOMIC_RELAXED) != 0) {
        WRONG("the device is used although a call for its start failed");
    }
#endif
}

static void shortage(void)
{
    for (int which = 0; which < MOST_REQUESTS && refusing(one_request, which, "request"); which++) {
    }
    for (int which = 0; which < MOST_REQUESTS && refusing(all_requests, which, "requests from"); which++) {
    }
    for (int which = 0; which < MOST_REQUESTS && refusing(one_symbol, which, "the vendor's function"); which++) {
    }
}

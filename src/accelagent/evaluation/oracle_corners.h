/* Corners of a stream's life: a structure with old values in it, room byte by byte, every level's header, parameters that change
   from one use of a structure to the next, and refusals that leave nothing behind. */

/* zlib reads the allocator of what it is given and sets the rest itself. */
static void stale(int bits)
{
    z_stream z, reference;
    memset(&z, 0x5a, sizeof z);
    z.zalloc = Z_NULL;
    z.zfree = Z_NULL;
    z.opaque = Z_NULL;
    z.next_in = Z_NULL;
    z.avail_in = 0;
    reference = z;
    same("deflateInit2 of a used structure", accel_deflateInit2(&z, 6, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY),
         deflateInit2(&reference, 6, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY));
    for (int turn = 0; turn < 2; turn++) {
        if (z.msg != reference.msg || z.total_in != 0 || z.total_out != 0 || z.data_type != reference.data_type ||
            z.adler != reference.adler) {
            WRONG("%s leaves old values in the structure", turn == 0 ? "deflateInit2" : "deflateReset");
        }
        z.total_in = z.total_out = reference.total_in = reference.total_out = 5;
        z.data_type = reference.data_type = Z_TEXT;
        z.msg = reference.msg = (char *)(size_t) "old";
        same("deflateReset", accel_deflateReset(&z), deflateReset(&reference));
    }
    same("deflateEnd", accel_deflateEnd(&z), deflateEnd(&reference));
}

/* Room for one to three bytes at a time, from the header to the trailer. */
static void trickled(int bits, int level)
{
    z_stream z;
    size_t n = draw(3000), used = 0, capacity = n + n / 4 + 4096;
    unsigned char *data = make(n, (int)draw(KINDS)), *packed = (unsigned char *)malloc(capacity);
    int status = Z_OK;
    begin(&z, level, bits);
    z.next_in = data;
    z.avail_in = (uInt)n;
    while (status == Z_OK || status == Z_BUF_ERROR) {
        const uInt room = 1 + draw(3);
        if (used + room > capacity) {
            WRONG("deflate grew %zu bytes beyond %zu, a few at a time", n, capacity);
        }
        z.next_out = packed + used;
        z.avail_out = room;
        status = accel_deflate(&z, Z_FINISH);
        used += room - z.avail_out;
        if (status == Z_OK && z.avail_out != 0) {
            WRONG("deflate leaves %u bytes of room before the end of its stream", z.avail_out);
        }
    }
    same("the end of a stream a few bytes at a time", status, Z_STREAM_END);
    decodes("deflate a few bytes at a time", packed, used, data, n, bits);
    headed(packed, level, bits);
    same("deflateEnd", accel_deflateEnd(&z), Z_OK);
    free(data), free(packed);
}

/* One structure after the other kinds of stream, and in the middle of one; what it took for one kind goes with it. */
static void renewed(int bits)
{
    static const struct {
        int level, bits, memory, strategy;
    } kinds[] = {{6, 10, 8, 0}, {6, 9, 8, 0}, {1, 9, 8, 0}, {1, 9, 4, 0}, {1, -9, 4, 0}, {1, 25, 4, 2}, {0, 15, 8, 0}, {9, 10, 8, 0}};
    static unsigned char out[1 << 16];
    z_stream z, reference;
    size_t n = 20000;
    unsigned char *data = make(n, TEXT), *theirs = (unsigned char *)malloc(sizeof out);
    (void)bits;
    for (unsigned i = 0; i < 2 * sizeof kinds / sizeof *kinds; i++) {
        const unsigned k = i % (sizeof kinds / sizeof *kinds);
        memset(&z, 0, sizeof z);
        memset(&reference, 0, sizeof reference);
        same("deflateInit2", accel_deflateInit2(&z, kinds[k].level, Z_DEFLATED, kinds[k].bits, kinds[k].memory, kinds[k].strategy), Z_OK);
        deflateInit2(&reference, kinds[k].level, Z_DEFLATED, kinds[k].bits, kinds[k].memory, kinds[k].strategy);
        z.next_in = reference.next_in = data;
        z.avail_in = reference.avail_in = (uInt)(i < 8 ? n : n / 2);
        z.next_out = out;
        reference.next_out = theirs;
        z.avail_out = reference.avail_out = sizeof out;
        if (i >= 8) {
            same("deflate", accel_deflate(&z, Z_NO_FLUSH), deflate(&reference, Z_NO_FLUSH));
            z.avail_in = reference.avail_in = (uInt)(n - n / 2);
            if (z.next_in != data + n / 2) {
                WRONG("deflate with room leaves input behind");
            }
        }
        same("deflate", accel_deflate(&z, Z_FINISH), Z_STREAM_END);
        deflate(&reference, Z_FINISH);
        decodes("one kind of stream after another", out, z.total_out, data, n, kinds[k].bits);
        if (kinds[k].bits > 0 && memcmp(out, theirs, kinds[k].bits > 15 ? 10 : 2) != 0) {
            WRONG("a stream of window %d begins with another header than zlib's", kinds[k].bits);
        }
        same("deflateEnd", accel_deflateEnd(&z), deflateEnd(&reference));
    }
    free(data), free(theirs);
}

/* Streams that zlib refuses to begin. */
static void unbegun(int bits)
{
    static const int wrong[][4] = {{77, 15, 8, 0}, {6, 99, 8, 0}, {6, 15, 10, 0}, {6, 15, 8, 7}, {6, 15, 0, 0}, {-2, 15, 8, 0}};
    (void)bits;
    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        z_stream z;
        memset(&z, 0, sizeof z);
        same("deflateInit2 with a wrong argument", accel_deflateInit2(&z, wrong[i][0], Z_DEFLATED, wrong[i][1], wrong[i][2], wrong[i][3]),
             Z_STREAM_ERROR);
    }
}

static void corners(int round, int bits, int brief)
{
    stale(bits);
    for (int level = -1; level <= 9; level++) {
        trickled(bits, level);
    }
    renewed(bits);
    unbegun(bits);
    if (round == 0 && !brief) {
        growth(renewed);
        growth(unbegun);
    }
}

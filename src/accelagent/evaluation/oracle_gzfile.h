/* gzip files: the same calls on a stand-in's file and on zlib's, answer by answer; what was written decodes to the same bytes.
   Read are whole, many-member, plain, cut-off, damaged and trailing data; levels and compressed bytes may differ. */

enum { GZ_MOST = 300000 };

static const char gz_ours[] = "oracle-ours.gz", gz_theirs[] = "oracle-theirs.gz";

static void gz_store(const char *path, const unsigned char *data, size_t n)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(data, 1, n, file) != n || fclose(file) != 0) {
        WRONG("no file for gzip data can be written");
    }
}

static size_t gz_member(unsigned char *out, size_t room, const unsigned char *data, size_t n)
{
    z_stream z;
    memset(&z, 0, sizeof z);
    deflateInit2(&z, 1 + (int)draw(9), Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
    z.next_in = (unsigned char *)(size_t)data;
    z.avail_in = (uInt)n;
    z.next_out = out;
    z.avail_out = (uInt)room;
    same("deflate", deflate(&z, Z_FINISH), Z_STREAM_END);
    deflateEnd(&z);
    return z.total_out;
}

/* zlib speaks of a file that is cut off as soon as it has read to its end, and may have bytes to give after that. */
static void gz_state(const char *what, gzFile ours, gzFile theirs, int whole)
{
    int error[2] = {0, 0};
    accel_gzerror(ours, &error[0]);
    gzerror(theirs, &error[1]);
    if (!whole || error[1] != Z_BUF_ERROR) {
        same(what, error[0], error[1]);
    }
    if (accel_gztell(ours) != gztell(theirs) || accel_gzeof(ours) != gzeof(theirs)) {
        WRONG("after %s a file stands at %ld (end %d), zlib's at %ld (end %d)", what, (long)accel_gztell(ours), accel_gzeof(ours),
              (long)gztell(theirs), gzeof(theirs));
    }
}

static int gz_damaged(gzFile theirs)
{
    int error = Z_OK;
    gzerror(theirs, &error);
    return error == Z_DATA_ERROR;
}

static int gz_damaged_stand_in(gzFile ours)
{
    int error = Z_OK;
    accel_gzerror(ours, &error);
    return error == Z_DATA_ERROR;
}

/* `steadily`: small pieces one after the other, as what zlib gives of damaged data depends on its pieces.
   `pushed`: other bytes are put back than came, which a file that then turns out to be cut off does not remember. */
static int gz_read_one(gzFile ours, gzFile theirs, int steadily, int pushed)
{
    static unsigned char mine[GZ_MOST], other[GZ_MOST];
    size_t n = draw(5) == 0 ? draw(GZ_MOST) : draw(3000);
    static const char *const names[] = {"gzread", "gzread", "gzfread", "gzgets", "gzgetc", "gzungetc", "gzseek", "gzrewind"};
    const unsigned what = draw(steadily ? 5 : 8);
    int got = 0, expected = 0;
    long moved = 0;
    n = steadily ? n % 3000 : n;
    memset(mine, 0, sizeof mine);
    memset(other, 0, sizeof other);
    switch (what) {
    case 0:
    case 1:
        got = accel_gzread(ours, mine, (unsigned)n);
        expected = gzread(theirs, other, (unsigned)n);
        break;
    case 2:
        got = (int)accel_gzfread(mine, 3, n / 3, ours);
        expected = (int)gzfread(other, 3, n / 3, theirs);
        break;
    case 3:
        got = accel_gzgets(ours, (char *)mine, (int)n + 1) != NULL;
        expected = gzgets(theirs, (char *)other, (int)n + 1) != NULL;
        break;
    case 4:
        got = accel_gzgetc(ours);
        expected = gzgetc(theirs);
        break;
    case 5:
        got = accel_gzgetc(ours);
        expected = gzgetc(theirs);
        if (got == expected && got >= 0) {
            int back = pushed ? 'x' : got;
            got = accel_gzungetc(back, ours);
            expected = gzungetc(back, theirs);
        }
        break;
    case 6:
        moved = (long)draw(60000) - 20000;
        moved = moved < -gztell(theirs) ? -gztell(theirs) : moved; /* what a refused seek leaves hangs on zlib's buffer */
        got = (int)accel_gzseek(ours, moved, SEEK_CUR);
        expected = (int)gzseek(theirs, moved, SEEK_CUR);
        break;
    default:
        if (draw(4) == 0) {
            got = accel_gzrewind(ours);
            expected = gzrewind(theirs);
        }
    }
    if (steadily && gz_damaged(theirs)) {
        return 0;
    }
    same(names[what], got, expected);
    /* behind what it answers, zlib uses the caller's room as it likes */
    size_t made = got <= 0 ? 0 : what < 2 ? (size_t)got : what == 2 ? 3 * (size_t)got : what == 3 ? strlen((char *)other) + 1 : 0;
    if (memcmp(mine, other, made) != 0) {
        WRONG("%s of %zu bytes gives other ones than zlib's", names[what], n);
    }
    gz_state(names[what], ours, theirs, what > 5 || (what > 3 && got >= 0) ? 1 : what == 3 ? got : made == n - (what == 2 ? n % 3 : 0));
    return 1;
}

/* kind: whole, members, plain, cut off, damaged, with something behind it. */
static void gz_reading(int kind)
{
    static unsigned char packed[3 * GZ_MOST];
    size_t n = 20000 + draw(GZ_MOST - 20000), length = 0;
    unsigned char *data = make(n, draw(2) ? TEXT : NOISE);
    for (size_t i = 0; i < n; i += 1 + draw(200)) {
        data[i] = '\n';
    }
    if (kind == 2) {
        memcpy(packed, data, length = n);
    } else {
        size_t first = kind == 1 ? n / 3 : n;
        length = gz_member(packed, sizeof packed, data, first);
        length += first < n ? gz_member(packed + length, sizeof packed - length, data + first, n - first) : 0;
    }
    if (kind == 3) {
        length -= 1 + draw((unsigned)length - 20);
    } else if (kind == 4) {
        packed[length / 2 + draw((unsigned)length / 3)] ^= 0x55;
    } else if (kind == 5) {
        memcpy(packed + length, draw(2) ? "trailing garbage" : "\037railing garbage", 16);
        length += 16;
    }
    gz_store(gz_ours, packed, length);
    gzFile ours = accel_gzopen(gz_ours, "rb"), theirs = gzopen(gz_ours, "rb");
    if (ours == NULL || theirs == NULL) {
        WRONG("gzopen to read");
    }
    if (kind != 4 && draw(2)) {
        unsigned size = 4096 + draw(20000);
        same("gzbuffer", accel_gzbuffer(ours, size), gzbuffer(theirs, size));
    }
    int sound = 1;
    for (int turn = 0; turn < (kind == 4 ? 300 : 60) && sound; turn++) {
        sound = gz_read_one(ours, theirs, kind == 4, kind != 3 && kind != 4);
    }
    if (!sound) { /* zlib loses up to a buffer before the damage; a stand-in may give it, and then says the same */
        while (accel_gzread(ours, packed, 1000) > 0) {
        }
        if (!gz_damaged_stand_in(ours)) {
            WRONG("damage in a gzip file is not told");
        }
    }
    same("gzdirect", accel_gzdirect(ours), gzdirect(theirs));
    same("gzbuffer after reading", accel_gzbuffer(ours, 100), gzbuffer(theirs, 100));
    same("gzwrite to a file that is read", accel_gzwrite(ours, data, 3), gzwrite(theirs, data, 3));
    same("gzclose", accel_gzclose(ours), gzclose(theirs));
    free(data);
}

/* What was given before a flush is in the file and can be read. */
static void gz_arrived(gzFile ours)
{
    static unsigned char some[1 << 16];
    size_t n = 0, piece;
    gzFile back = gzopen(gz_ours, "rb");
    while (back != NULL && (piece = gzfread(some, 1, sizeof some, back)) > 0) {
        n += piece;
    }
    if (n != (size_t)accel_gztell(ours)) {
        WRONG("behind a flush %zu of %ld bytes can be read", n, (long)accel_gztell(ours));
    }
    gzclose(back);
}

static void gz_write_one(gzFile ours, gzFile theirs, const unsigned char *data)
{
    static const int flushes[] = {Z_NO_FLUSH, Z_SYNC_FLUSH, Z_FULL_FLUSH, Z_FINISH, 9};
    size_t n = draw(5) == 0 ? draw(GZ_MOST) : draw(3000);
    static const char *const names[] = {"gzwrite", "gzwrite", "gzfwrite", "gzprintf", "gzputs", "gzputc", "gzseek", "gzflush"};
    const unsigned what = draw(8);
    int got = 0, expected = 0, flush = flushes[draw(5)];
    long moved;
    switch (what) {
    case 0:
    case 1:
        got = accel_gzwrite(ours, data, (unsigned)n);
        expected = gzwrite(theirs, data, (unsigned)n);
        break;
    case 2:
        got = (int)accel_gzfwrite(data, 3, n / 3, ours);
        expected = (int)gzfwrite(data, 3, n / 3, theirs);
        break;
    case 3: /* also what is longer than the buffer */
        n = draw(3) ? n % 300 : n;
        got = accel_gzprintf(ours, "%d %.*s\n", (int)n, (int)n, (const char *)data);
        expected = gzprintf(theirs, "%d %.*s\n", (int)n, (int)n, (const char *)data);
        break;
    case 4:
        got = accel_gzputs(ours, "a line\n");
        expected = gzputs(theirs, "a line\n");
        break;
    case 5:
        got = accel_gzputc(ours, (int)n & 255);
        expected = gzputc(theirs, (int)n & 255);
        break;
    case 6:
        moved = (long)draw(3000) - 500;
        got = (int)accel_gzseek(ours, moved, SEEK_CUR);
        expected = (int)gzseek(theirs, moved, SEEK_CUR);
        break;
    default:
        if (draw(3) == 0) {
            got = accel_gzflush(ours, flush);
            expected = gzflush(theirs, flush);
            if (got == Z_OK && flush != Z_NO_FLUSH) {
                gz_arrived(ours);
            }
        }
    }
    same(names[what], got, expected);
}

static size_t gz_content(const char *path, unsigned char *out, size_t room)
{
    gzFile file = gzopen(path, "rb");
    size_t n = file != NULL ? gzfread(out, 1, room, file) : 0;
    if (file == NULL || gzclose(file) != Z_OK) {
        WRONG("a gzip file that was written cannot be read");
    }
    return n;
}

static void gz_writing(void)
{
    static const char *const modes[] = {"wb", "w1", "wb9", "w", "wb6", "w0", "wT", "ab", "wbh"};
    enum { ROOM = 8 * GZ_MOST };
    unsigned char *mine = (unsigned char *)malloc(ROOM), *other = (unsigned char *)malloc(ROOM);
    unsigned char *data = make(GZ_MOST, draw(2) ? TEXT : CONSTANT);
    const char *mode = modes[draw(sizeof modes / sizeof *modes)];
    remove(gz_ours);
    remove(gz_theirs);
    gzFile ours = accel_gzopen(gz_ours, mode), theirs = gzopen(gz_theirs, mode);
    if (ours == NULL || theirs == NULL) {
        WRONG("gzopen with mode %s", mode);
    }
    if (draw(2)) {
        unsigned size = draw(20000);
        same("gzbuffer", accel_gzbuffer(ours, size), gzbuffer(theirs, size));
    }
    int turns = (int)draw(30);
    if (turns > 0) { /* zlib 1.2.13 fills a seek before the first byte with whatever its buffer holds */
        same("gzputs", accel_gzputs(ours, "first\n"), gzputs(theirs, "first\n"));
    }
    for (int turn = 0; turn < turns; turn++) {
        gz_write_one(ours, theirs, data);
    }
    if (turns > 0 && draw(2)) {
        long moved = (long)draw(3000);
        same("gzseek", (int)accel_gzseek(ours, moved, SEEK_CUR), (int)gzseek(theirs, moved, SEEK_CUR));
    }
    same("gzread of a file that is written", accel_gzread(ours, mine, 3), gzread(theirs, other, 3));
    if (accel_gztell(ours) != gztell(theirs)) {
        WRONG("a file that is written stands at %ld, zlib's at %ld", (long)accel_gztell(ours), (long)gztell(theirs));
    }
    same("gzclose", accel_gzclose(ours), gzclose(theirs));
    size_t n = gz_content(gz_ours, mine, ROOM), expected = gz_content(gz_theirs, other, ROOM);
    if (n != expected || memcmp(mine, other, n) != 0) {
        WRONG("a gzip file of mode %s holds %zu bytes, zlib's %zu, or other ones", mode, n, expected);
    }
    free(mine), free(other), free(data);
}

static void gz_files(void)
{
    for (int kind = 0; kind < 6; kind++) {
        gz_reading(kind);
    }
    for (int i = 0; i < 6; i++) {
        gz_writing();
    }
    if (accel_gzopen("no such folder/file.gz", "rb") != NULL || accel_gzopen(gz_ours, "x?") != gzopen(gz_ours, "x?")) {
        WRONG("gzopen of what zlib does not open");
    }
    same("gzclose without a file", accel_gzclose(NULL), gzclose(NULL));
    remove(gz_ours);
    remove(gz_theirs);
}

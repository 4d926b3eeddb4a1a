/* inflate streams against zlib's: the same end, data, checksum and input left over, whatever the pieces; damaged and
   truncated streams are told from good ones; streams go on after a reset. */

struct unpacked {
    int status;
    uLong in, out, adler;
    unsigned char *data;
};

/* Everything of `packed` through one stream, in pieces drawn from `seed`; `ours` says whose functions do it. */
static struct unpacked unpack(z_stream *z, int ours, const unsigned char *packed, size_t length, size_t room, unsigned long long seed)
{
    const unsigned long long before = state;
    struct unpacked result = {Z_OK, 0, 0, 0, (unsigned char *)calloc(1, room + 1)};
    size_t given = 0, used = 0;
    int idle = 0;
    state = seed;
    const unsigned most = draw(2) ? 200000 : 1 + draw(3000);
    while (idle < 2 && (result.status == Z_OK || result.status == Z_BUF_ERROR)) {
        size_t piece = 1 + draw(most), space = 1 + draw(most);
        piece = piece < length - given ? piece : length - given;
        space = space < room - used ? space : room - used;
        z->next_in = (unsigned char *)packed + given;
        z->avail_in = (uInt)piece;
        z->next_out = result.data + used;
        z->avail_out = (uInt)space;
        const int flush = draw(4) == 0 ? Z_SYNC_FLUSH : Z_NO_FLUSH;
        result.status = ours ? accel_inflate(z, flush) : inflate(z, flush);
        idle = z->avail_in == piece && z->avail_out == space ? idle + 1 : 0;
        given += piece - z->avail_in;
        used += space - z->avail_out;
        if (z->total_in != given || z->total_out != used) {
            WRONG("inflate counts %lu of %zu bytes in, %lu of %zu out", z->total_in, given, z->total_out, used);
        }
    }
    state = before;
    result.in = z->total_in;
    result.out = z->total_out;
    result.adler = z->adler;
    return result;
}

static void inflated(void)
{
    static const int wraps[] = {15, 31, -15};
    const int wrap = (int)draw(3), bits = wrap < 2 && draw(3) == 0 ? 47 : wraps[wrap];
    z_stream z, reference;
    memset(&z, 0, sizeof z);
    memset(&reference, 0, sizeof reference);
    same("inflateInit2", accel_inflateInit2(&z, bits), inflateInit2(&reference, bits));
    for (int turn = 0; turn < 3; turn++) {
        size_t n = draw_size(), capacity = compressBound((uLong)n) + 64;
        unsigned char *data = make(n, (int)draw(KINDS)), *packed = (unsigned char *)malloc(capacity);
        z_stream maker;
        memset(&maker, 0, sizeof maker);
        deflateInit2(&maker, (int)draw(10), Z_DEFLATED, wraps[wrap], 1 + (int)draw(9), (int)draw(5));
        maker.next_in = data;
        maker.avail_in = draw((unsigned)n + 1);
        maker.next_out = packed;
        maker.avail_out = (uInt)capacity - 40;
        deflate(&maker, Z_SYNC_FLUSH);
        const size_t flushed_at = maker.total_out;
        int at_once = 1; /* whether all that the input holds has to come out */
        maker.avail_in = (uInt)(n - maker.total_in);
        const int made = deflate(&maker, Z_FINISH);
        size_t length = maker.total_out, behind = draw(2) * draw(40);
        deflateEnd(&maker);
        if (made == Z_STREAM_END) {
            for (size_t i = 0; i < behind; i++) {
                packed[length + i] = (unsigned char)draw(256);
            }
            length += behind;
            if (draw(3) == 0 && length > 12) {
                packed[draw((unsigned)length)] ^= (unsigned char)(1 << draw(8));
            } else if (draw(4) == 0) {
                at_once = draw(2) != 0;
                length = at_once ? flushed_at : draw((unsigned)length);
            }
            const unsigned long long seed = state + draw(1000);
            const size_t room = 2 * n + 70000; /* damage may make more of it */
            struct unpacked got = unpack(&z, 1, packed, length, room, seed);
            struct unpacked expected = unpack(&reference, 0, packed, length, room, seed);
            const size_t common = got.out < expected.out ? got.out : expected.out;
            const int still = got.status == Z_OK || got.status == Z_BUF_ERROR;
            const int lenient = got.out == n && memcmp(got.data, data, n) == 0; /* takes code tables that zlib finds odd */
            if (expected.status != Z_DATA_ERROR) {
                same("the end of inflate", still ? Z_OK : got.status, expected.status == Z_BUF_ERROR ? Z_OK : expected.status);
            } else if (got.status == Z_STREAM_END && !lenient) {
                WRONG("inflate takes damaged data of %zu bytes for a whole stream", length);
            }
            const size_t held_back = at_once ? 0 : 16; /* the last symbols of a cut stream, decoded several at a time */
            if (memcmp(got.data, expected.data, common) != 0 ||
                (expected.status != Z_DATA_ERROR && (got.out > expected.out || got.out + held_back < expected.out))) {
                WRONG("inflate of %zu bytes, status %d, makes %lu bytes of %lu in, zlib %lu of %lu with status %d%s", length, got.status, got.out, got.in,
                      expected.out, expected.in, expected.status, memcmp(got.data, expected.data, common) != 0 ? ", other data" : "");
            }
            if (expected.status == Z_STREAM_END && (got.in != expected.in || (bits > 0 && got.adler != expected.adler))) {
                WRONG("inflate ends after %lu bytes with checksum %lx, zlib after %lu with %lx", got.in, got.adler, expected.in, expected.adler);
            }
            free(got.data);
            free(expected.data);
        }
        free(data);
        free(packed);
        same("inflateReset", accel_inflateReset(&z), inflateReset(&reference));
    }
    same("inflateEnd", accel_inflateEnd(&z), inflateEnd(&reference));
    same("inflateEnd again", accel_inflateEnd(&z), inflateEnd(&reference));
}

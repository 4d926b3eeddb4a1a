/* QATzip: what stands before and behind the deflate data of each chunk. */
#include "qz.h"

static void write_little(unsigned char *to, uint32_t value, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        to[i] = (unsigned char)(value >> (8 * i));
    }
}

static uint32_t read_little(const unsigned char *from, unsigned count)
{
    uint32_t value = 0;
    while (count-- > 0) {
        value = value << 8 | from[count];
    }
    return value;
}

bool qz_is_lz4(enum qz_format format)
{
    return format == QZF_LZ4 || format == QZF_LZ4S;
}

unsigned qz_header_size(enum qz_format format)
{
    static const unsigned sizes[] = {[QZF_4B] = 4, [QZF_GZIP] = QZ_HEADER_GZIP, [QZF_GZIP_EXT] = QZ_HEADER_EXT, [QZF_ZLIB] = 2,
                                     [QZF_LZ4] = QZ_LZ4_HEADER, [QZF_LZ4S] = 4};
    return format == QZF_RAW ? 0 : sizes[format];
}

unsigned qz_footer_size(enum qz_format format)
{
    bool eight = format == QZF_GZIP || format == QZF_GZIP_EXT || format == QZF_LZ4;
    return format == QZF_ZLIB ? 4 : eight ? QZ_FOOTER : 0;
}

void qz_write_header(enum qz_format format, unsigned char *to, unsigned plain, unsigned packed)
{
    static const unsigned char gzip[QZ_HEADER_GZIP] = {0x1f, 0x8b, QZ_DEFLATE, 0, 0, 0, 0, 0, 0, 255};
    static const unsigned char lz4[] = {0x04, 0x22, 0x4d, 0x18, 0x4c, 0x40}; /* sizes and hash of the content, 64 KB blocks */
    switch (format) {
    case QZF_4B:
    case QZF_LZ4S: write_little(to, packed, 4); break;
    case QZF_GZIP: memcpy(to, gzip, sizeof gzip); break;
    case QZF_GZIP_EXT:
        memcpy(to, gzip, sizeof gzip);
        to[3] = 4; /* an extra field follows */
        write_little(to + 10, 12, 2);
        memcpy(to + 12, "QZ", 2);
        write_little(to + 14, 8, 2);
        write_little(to + 16, plain, 4);
        write_little(to + 20, packed, 4);
        break;
    case QZF_ZLIB: memcpy(to, "\x78\x01", 2); break;
    case QZF_LZ4:
        memcpy(to, lz4, sizeof lz4);
        write_little(to + 6, plain, 4);
        write_little(to + 10, 0, 4);
        to[14] = (unsigned char)(emu_xxh32(to + 4, 10) >> 8);
        break;
    case QZF_RAW: break;
    }
}

void qz_write_footer(enum qz_format format, unsigned char *to, unsigned plain, unsigned checksum)
{
    if (format == QZF_ZLIB) {
        for (unsigned i = 0; i < 4; i++) {
            to[i] = (unsigned char)(checksum >> (24 - 8 * i));
        }
    } else if (format == QZF_LZ4) {
        write_little(to, 0, 4); /* no more blocks */
        write_little(to + 4, checksum, 4);
    } else if (qz_footer_size(format) > 0) {
        write_little(to, checksum, 4);
        write_little(to + 4, plain, 4);
    }
}

bool qz_footer_fits(enum qz_format format, const unsigned char *from, unsigned plain, unsigned checksum)
{
    unsigned char wanted[QZ_FOOTER];
    qz_write_footer(format, wanted, plain, checksum);
    return memcmp(from, wanted, qz_footer_size(format)) == 0;
}

/* Past the optional parts of a gzip header; 0: it does not end here. */
static unsigned after_options(const unsigned char *from, unsigned length)
{
    unsigned at = QZ_HEADER_GZIP;
    if ((from[3] & 4) != 0) {
        at += length >= at + 2 ? 2 + read_little(from + at, 2) : length;
    }
    for (unsigned text = (unsigned)((from[3] & 8) != 0) + (unsigned)((from[3] & 16) != 0); text > 0 && at < length; text--) {
        while (at < length && from[at] != 0) {
            at++;
        }
        at++;
    }
    at += (from[3] & 2) != 0 ? 2 : 0;
    return at <= length ? at : 0;
}

static int find_gzip(const unsigned char *from, unsigned length, struct qz_member *member)
{
    if (length < QZ_HEADER_GZIP) {
        return 0;
    }
    if (from[0] != 0x1f || from[1] != 0x8b || from[2] != QZ_DEFLATE) {
        return -1;
    }
    member->format = QZF_GZIP;
    member->header = after_options(from, length);
    if (member->header == QZ_HEADER_EXT && from[3] == 4 && memcmp(from + 12, "QZ", 2) == 0) {
        *member = (struct qz_member){QZF_GZIP_EXT, QZ_HEADER_EXT, read_little(from + 20, 4), read_little(from + 16, 4)};
    }
    return member->header > 0;
}

/* Frames with a hash of their content, and without dictionary or block checksums, are taken; sizes come from the blocks. */
static int find_lz4(const unsigned char *from, unsigned length, struct qz_member *member)
{
    if (length < 7) {
        return 0;
    }
    if (read_little(from, 4) != 0x184d2204 || (from[4] & 0xd5) != 0x44) {
        return -1;
    }
    bool sized = (from[4] & 8) != 0;
    unsigned at = member->header = sized ? QZ_LZ4_HEADER : 7;
    while (length >= 4 && at <= length - 4) {
        uint32_t size = read_little(from + at, 4) & 0x7fffffff;
        if (size == 0) {
            member->packed = at - member->header;
            member->plain = sized ? read_little(from + 6, 4) : 0;
            return length - at >= QZ_FOOTER;
        }
        if (size > length - at - 4) {
            return 0;
        }
        at += 4 + size;
    }
    return 0;
}

int qz_find_member(enum qz_format format, const unsigned char *from, unsigned length, struct qz_member *member)
{
    *member = (struct qz_member){.format = format, .header = qz_header_size(format)};
    switch (format) {
    case QZF_RAW: return 1;
    case QZF_GZIP:
    case QZF_GZIP_EXT: return find_gzip(from, length, member);
    case QZF_LZ4: return find_lz4(from, length, member);
    case QZF_LZ4S: return -1; /* there is no way back */
    case QZF_4B:
        member->packed = length >= 4 ? read_little(from, 4) : 0;
        return length < 4 ? 0 : member->packed > 0 ? 1 : -1;
    default:
        if (length < 2) {
            return 0;
        }
        return (from[0] & 15) == QZ_DEFLATE && (from[0] << 8 | from[1]) % 31 == 0 ? 1 : -1;
    }
}

/* One chunk may grow by what deflate's stored blocks cost; the vendor's estimate of 9/8 covers that. */
unsigned qz_bound(unsigned plain, unsigned chunk, enum qz_format format)
{
    uint64_t chunks = (plain + (uint64_t)chunk - 1) / chunk, frame = qz_header_size(format) + qz_footer_size(format);
    frame += qz_is_lz4(format) ? 4 * (uint64_t)((chunk + QZ_LZ4_BLOCK_MOST - 1) / QZ_LZ4_BLOCK_MOST) : 0;
    uint64_t bound = (9 * (uint64_t)plain + 7) / 8 + QZ_SKID_PAD_SZ + chunks * (frame + 64);
    return bound > UINT32_MAX ? 0 : (unsigned)bound;
}

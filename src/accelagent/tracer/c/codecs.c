/* Wrappers of the libraries' functions. Bytes are those of the plain data: in for compressors, out for decompressors. */
#include "names.h"
#include "trace.h"

#include <stdint.h>

/* The head of z_stream, which has not changed since zlib 1.0. */
struct z_head {
    const unsigned char *next_in;
    unsigned avail_in;
    unsigned long total_in;
    unsigned char *next_out;
    unsigned avail_out;
    unsigned long total_out;
};
struct zstd_in {
    const void *from;
    size_t size, at;
};
struct zstd_out {
    void *to;
    size_t size, at;
};

#define REAL(name, result, ...) ((result(*)(__VA_ARGS__))trace_real(F_##name))
#define BEGIN(name) trace_begin(F_##name, __builtin_return_address(0), __builtin_frame_address(0))

/* A function whose bytes are known from its arguments (`before`) or when it is done (`after`, with `result`). */
#define WRAP(type, name, parameters, types, arguments, before, after) \
    TRACE_EXPORT type name parameters                                 \
    {                                                                 \
        type(*real) types = (type(*) types)trace_real(F_##name);      \
        struct trace_span span = BEGIN(name);                         \
        uint64_t start = (uint64_t)(before);                          \
        type result = real arguments;                                 \
        trace_end(&span, (uint64_t)(after));                          \
        return result;                                                \
    }

#define P(...) (__VA_ARGS__)
typedef const void *in_t;
typedef unsigned long ulong_t;

/* zlib */
WRAP(int, deflate, P(struct z_head *z, int flush), P(struct z_head *, int), P(z, flush), z ? z->avail_in : 0,
     z ? start - z->avail_in : 0)
WRAP(int, inflate, P(struct z_head *z, int flush), P(struct z_head *, int), P(z, flush), z ? z->avail_out : 0,
     z ? start - z->avail_out : 0)
WRAP(int, compress, P(void *to, ulong_t *room, in_t from, ulong_t n), P(void *, ulong_t *, in_t, ulong_t),
     P(to, room, from, n), n, start)
WRAP(int, compress2, P(void *to, ulong_t *room, in_t from, ulong_t n, int level),
     P(void *, ulong_t *, in_t, ulong_t, int), P(to, room, from, n, level), n, start)
WRAP(int, uncompress, P(void *to, ulong_t *room, in_t from, ulong_t n), P(void *, ulong_t *, in_t, ulong_t),
     P(to, room, from, n), 0, result == 0 ? *room : start)
WRAP(int, uncompress2, P(void *to, ulong_t *room, in_t from, ulong_t *n), P(void *, ulong_t *, in_t, ulong_t *),
     P(to, room, from, n), 0, result == 0 ? *room : start)
WRAP(int, gzwrite, P(void *file, in_t from, unsigned n), P(void *, in_t, unsigned), P(file, from, n), n, start)
WRAP(int, gzread, P(void *file, void *to, unsigned n), P(void *, void *, unsigned), P(file, to, n), 0,
     result > 0 ? (uint64_t)result : start)
WRAP(ulong_t, crc32, P(ulong_t sum, in_t from, unsigned n), P(ulong_t, in_t, unsigned), P(sum, from, n), n, start)
WRAP(ulong_t, crc32_z, P(ulong_t sum, in_t from, size_t n), P(ulong_t, in_t, size_t), P(sum, from, n), n, start)
WRAP(ulong_t, adler32, P(ulong_t sum, in_t from, unsigned n), P(ulong_t, in_t, unsigned), P(sum, from, n), n, start)
WRAP(ulong_t, adler32_z, P(ulong_t sum, in_t from, size_t n), P(ulong_t, in_t, size_t), P(sum, from, n), n, start)

/* OpenSSL: an update without an output buffer gives associated data, of which the lengths count too. */
#define CIPHER(name)                                                                                              \
    WRAP(int, name, P(void *context, void *to, int *written, in_t from, int n), P(void *, void *, int *, in_t, int), \
         P(context, to, written, from, n), n > 0 ? n : 0, start)
CIPHER(EVP_EncryptUpdate)
CIPHER(EVP_DecryptUpdate)
CIPHER(EVP_CipherUpdate)
WRAP(int, EVP_DigestUpdate, P(void *context, in_t from, size_t n), P(void *, in_t, size_t), P(context, from, n), n,
     start)

/* lz4 */
#define PLUS(result) ((result) > 0 ? (uint64_t)(result) : 0)
WRAP(int, LZ4_compress_default, P(in_t from, void *to, int n, int room), P(in_t, void *, int, int),
     P(from, to, n, room), n, start)
WRAP(int, LZ4_compress_fast, P(in_t from, void *to, int n, int room, int speed), P(in_t, void *, int, int, int),
     P(from, to, n, room, speed), n, start)
WRAP(int, LZ4_compress_HC, P(in_t from, void *to, int n, int room, int level), P(in_t, void *, int, int, int),
     P(from, to, n, room, level), n, start)
WRAP(int, LZ4_compress_fast_continue, P(void *s, in_t from, void *to, int n, int room, int speed),
     P(void *, in_t, void *, int, int, int), P(s, from, to, n, room, speed), n, start)
WRAP(int, LZ4_decompress_safe, P(in_t from, void *to, int n, int room), P(in_t, void *, int, int),
     P(from, to, n, room), 0, start + PLUS(result))
WRAP(int, LZ4_decompress_safe_continue, P(void *s, in_t from, void *to, int n, int room),
     P(void *, in_t, void *, int, int), P(s, from, to, n, room), 0, start + PLUS(result))
WRAP(size_t, LZ4F_compressFrame, P(void *to, size_t room, in_t from, size_t n, in_t options),
     P(void *, size_t, in_t, size_t, in_t), P(to, room, from, n, options), n, start)
WRAP(size_t, LZ4F_compressUpdate, P(void *s, void *to, size_t room, in_t from, size_t n, in_t options),
     P(void *, void *, size_t, in_t, size_t, in_t), P(s, to, room, from, n, options), n, start)
WRAP(size_t, LZ4F_decompress, P(void *s, void *to, size_t *written, in_t from, size_t *n, in_t options),
     P(void *, void *, size_t *, in_t, size_t *, in_t), P(s, to, written, from, n, options), 0, start + *written)

/* zstd: results in the top of the range are error codes. */
#define DONE(result) ((size_t)(result) > (size_t)-4096 ? 0 : (uint64_t)(result))
WRAP(size_t, ZSTD_compress, P(void *to, size_t room, in_t from, size_t n, int level),
     P(void *, size_t, in_t, size_t, int), P(to, room, from, n, level), n, start)
WRAP(size_t, ZSTD_compressCCtx, P(void *s, void *to, size_t room, in_t from, size_t n, int level),
     P(void *, void *, size_t, in_t, size_t, int), P(s, to, room, from, n, level), n, start)
WRAP(size_t, ZSTD_compress2, P(void *s, void *to, size_t room, in_t from, size_t n),
     P(void *, void *, size_t, in_t, size_t), P(s, to, room, from, n), n, start)
WRAP(size_t, ZSTD_decompress, P(void *to, size_t room, in_t from, size_t n), P(void *, size_t, in_t, size_t),
     P(to, room, from, n), 0, start + DONE(result))
WRAP(size_t, ZSTD_decompressDCtx, P(void *s, void *to, size_t room, in_t from, size_t n),
     P(void *, void *, size_t, in_t, size_t), P(s, to, room, from, n), 0, start + DONE(result))
WRAP(size_t, ZSTD_compressStream, P(void *s, struct zstd_out *out, struct zstd_in *in),
     P(void *, struct zstd_out *, struct zstd_in *), P(s, out, in), in->at, in->at - start)
WRAP(size_t, ZSTD_compressStream2, P(void *s, struct zstd_out *out, struct zstd_in *in, int end),
     P(void *, struct zstd_out *, struct zstd_in *, int), P(s, out, in, end), in->at, in->at - start)
WRAP(size_t, ZSTD_decompressStream, P(void *s, struct zstd_out *out, struct zstd_in *in),
     P(void *, struct zstd_out *, struct zstd_in *), P(s, out, in), out->at, out->at - start)

/* libdeflate */
#define PACK(name)                                                                                                  \
    WRAP(size_t, name, P(void *s, in_t from, size_t n, void *to, size_t room), P(void *, in_t, size_t, void *, size_t), \
         P(s, from, n, to, room), n, start)
#define UNPACK(name)                                                                     \
    WRAP(int, name, P(void *s, in_t from, size_t n, void *to, size_t room, size_t *made), \
         P(void *, in_t, size_t, void *, size_t, size_t *), P(s, from, n, to, room, made), room, \
         result != 0 ? 0 : made ? *made : start)
PACK(libdeflate_deflate_compress)
PACK(libdeflate_zlib_compress)
PACK(libdeflate_gzip_compress)
UNPACK(libdeflate_deflate_decompress)
UNPACK(libdeflate_zlib_decompress)
UNPACK(libdeflate_gzip_decompress)
WRAP(uint32_t, libdeflate_crc32, P(uint32_t sum, in_t from, size_t n), P(uint32_t, in_t, size_t), P(sum, from, n), n,
     start)
WRAP(uint32_t, libdeflate_adler32, P(uint32_t sum, in_t from, size_t n), P(uint32_t, in_t, size_t), P(sum, from, n),
     n, start)

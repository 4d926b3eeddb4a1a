/* Functions that are counted. NAME(function, library that has it) */
#define TRACE_NAMES(NAME)                                                                       \
    NAME(memcpy, C) NAME(memmove, C) NAME(memset, C) NAME(memcmp, C) NAME(bcmp, C)              \
    NAME(__memcpy_chk, C) NAME(__memmove_chk, C) NAME(__memset_chk, C)                          \
    NAME(deflate, Z) NAME(inflate, Z) NAME(compress, Z) NAME(compress2, Z)                      \
    NAME(uncompress, Z) NAME(uncompress2, Z) NAME(gzwrite, Z) NAME(gzread, Z)                   \
    NAME(crc32, Z) NAME(crc32_z, Z) NAME(adler32, Z) NAME(adler32_z, Z)                         \
    NAME(EVP_EncryptUpdate, CRYPTO) NAME(EVP_DecryptUpdate, CRYPTO)                             \
    NAME(EVP_CipherUpdate, CRYPTO) NAME(EVP_DigestUpdate, CRYPTO)                               \
    NAME(LZ4_compress_default, LZ4) NAME(LZ4_compress_fast, LZ4) NAME(LZ4_compress_HC, LZ4)     \
    NAME(LZ4_compress_fast_continue, LZ4) NAME(LZ4_decompress_safe, LZ4)                        \
    NAME(LZ4_decompress_safe_continue, LZ4) NAME(LZ4F_compressFrame, LZ4)                       \
    NAME(LZ4F_compressUpdate, LZ4) NAME(LZ4F_decompress, LZ4)                                   \
    NAME(ZSTD_compress, ZSTD) NAME(ZSTD_compressCCtx, ZSTD) NAME(ZSTD_compress2, ZSTD)          \
    NAME(ZSTD_decompress, ZSTD) NAME(ZSTD_decompressDCtx, ZSTD)                                 \
    NAME(ZSTD_compressStream, ZSTD) NAME(ZSTD_compressStream2, ZSTD)                            \
    NAME(ZSTD_decompressStream, ZSTD)                                                           \
    NAME(libdeflate_deflate_compress, DEFLATE) NAME(libdeflate_zlib_compress, DEFLATE)          \
    NAME(libdeflate_gzip_compress, DEFLATE) NAME(libdeflate_deflate_decompress, DEFLATE)        \
    NAME(libdeflate_zlib_decompress, DEFLATE) NAME(libdeflate_gzip_decompress, DEFLATE)         \
    NAME(libdeflate_crc32, DEFLATE) NAME(libdeflate_adler32, DEFLATE)

enum trace_function {
#define TRACE_ID(function, library) F_##function,
    TRACE_NAMES(TRACE_ID)
#undef TRACE_ID
    F_COUNT
};

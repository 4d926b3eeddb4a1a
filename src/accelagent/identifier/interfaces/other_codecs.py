"""Codecs that no device speaks: brotli, bzip2, LZMA, LZF, LZO, QuickLZ."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use


def _pair(algorithm: str, pack: str, unpack: str, size: int | None, unpacked: int | None) -> dict[str, Use]:
    return {
        pack: Use(Role.RUN, Family.COMPRESS, algorithm, size=size),
        unpack: Use(Role.RUN, Family.DECOMPRESS, algorithm, size=unpacked),
    }


PART = Interface(
    name="other-codec",
    uses={
        **_pair("brotli", "BrotliEncoderCompress", "BrotliDecoderDecompress", 3, 0),
        **_pair("brotli", "BrotliEncoderCompressStream", "BrotliDecoderDecompressStream", None, None),
        **_pair("bzip2", "BZ2_bzBuffToBuffCompress", "BZ2_bzBuffToBuffDecompress", 3, 3),
        **_pair("bzip2", "BZ2_bzCompress", "BZ2_bzDecompress", None, None),
        **_pair("lzma", "lzma_easy_buffer_encode", "lzma_stream_buffer_decode", 4, None),
        **_pair("lzma", "LzmaCompress", "LzmaUncompress", 3, 3),
        **_pair("lzf", "lzf_compress", "lzf_decompress", 1, 3),
        **_pair("lzo", "lzo1x_1_compress", "lzo1x_decompress_safe", 1, 1),
        **_pair("quicklz", "qlz_compress", "qlz_decompress", 2, None),
    },
    stems=(b"Brotli", b"BZ2_bz", b"lzma_", b"Lzma", b"lzf_", b"lzo1x_", b"qlz_"),
)

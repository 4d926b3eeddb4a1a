"""Java: java.util.zip, javax.crypto, java.security, and the usual packages for LZ4, Snappy and zstd."""

import re
from dataclasses import replace

from accelagent.domain import Family
from accelagent.identifier.languages._foreign import Language
from accelagent.identifier.sites import Role, Use

_PACK, _UNPACK = Family.COMPRESS, Family.DECOMPRESS
_TYPES = (
    "Deflater|Inflater|CRC32C?|Adler32|CheckedInputStream|Cipher|MessageDigest|Mac|Signature|KeyAgreement"
    "|GZIPOutputStream|GZIPInputStream|DeflaterOutputStream|InflaterInputStream|ZipOutputStream"
    "|ZipInputStream|GzipCompressorOutputStream|GzipCompressorInputStream|ZstdOutputStream|ZstdInputStream|LZ4BlockOutputStream"
    "|LZ4BlockInputStream|LZ4FrameOutputStream|LZ4FrameInputStream|SnappyOutputStream|SnappyInputStream|BrotliOutputStream"
    "|LZ4Compressor|LZ4FastDecompressor|LZ4SafeDecompressor|SSLEngine|SSLSocket"
)


def _run(operation: Family, algorithm: str, *, fed: bool = False, **places: int) -> Use:
    return Use(Role.RUN, operation, algorithm, fed=fed, **places)


_OTHERS = {"Zstd": "zstd", "LZ4Block": "lz4", "LZ4Frame": "lz4", "Snappy": "snappy", "Brotli": "brotli"}
_STREAMS = {
    **dict.fromkeys(
        ("GZIPOutputStream", "DeflaterOutputStream", "ZipOutputStream", "GzipCompressorOutputStream"),
        _run(_PACK, "deflate"),
    ),
    **dict.fromkeys(
        ("GZIPInputStream", "InflaterInputStream", "ZipInputStream", "GzipCompressorInputStream"),
        _run(_UNPACK, "deflate"),
    ),
    **{f"{n}OutputStream": _run(_PACK, a) for n, a in _OTHERS.items()},
    **{f"{n}InputStream": _run(_UNPACK, a) for n, a in _OTHERS.items()},
}

PART = Language(
    name="java",
    suffixes=frozenset({".java"}),
    grammar="tree_sitter_java",
    functions_at=frozenset({"method_declaration", "constructor_declaration"}),
    calls_at=frozenset({"method_invocation", "object_creation_expression"}),
    loops_at=frozenset({"for_statement", "while_statement", "do_statement", "enhanced_for_statement"}),
    statements_at=frozenset({"expression_statement", "return_statement", "local_variable_declaration"}),
    functions={
        "new.Deflater": Use(Role.BEGIN, _PACK, "deflate", level=0),
        "System.arraycopy": _run(Family.COPY, "memcpy", size=4, arity=5),
        "MemorySegment.copy": _run(Family.COPY, "memcpy", size=4, arity=5),
        "Arrays.fill": _run(Family.FILL, "memset", size=0, arity=2),
        "Arrays.equals": _run(Family.COMPARE, "memcmp", size=0, arity=2),
        "Arrays.mismatch": _run(Family.COMPARE, "memcmp", size=0, arity=2),
        **{f"new.{n}": use for n, use in _STREAMS.items()},
        "Snappy.compress": _run(_PACK, "snappy"),
        "Snappy.uncompress": _run(_UNPACK, "snappy"),
        "Snappy.rawCompress": _run(_PACK, "snappy"),
        "Zstd.compress": _run(_PACK, "zstd"),
        "Zstd.decompress": _run(_UNPACK, "zstd"),
    },
    methods={
        "Deflater.deflate": _run(_PACK, "deflate", flush=3),
        "Deflater.setLevel": Use(Role.BEGIN, _PACK, "deflate", level=0),
        "Inflater.setInput": Use(Role.BOUND, _UNPACK, "deflate"),
        **{
            f"{stream}.{name}": replace(use, fed=True)
            for stream, use in _STREAMS.items()
            for name in (
                (
                    "write",
                    "putNextEntry",
                    "writeInt",
                    "writeLong",
                    "writeUTF",
                    "writeObject",
                    "println",
                    "append",
                )
                if use.operation is _PACK
                else (
                    "read",
                    "readAllBytes",
                    "readNBytes",
                    "transferTo",
                    "skip",
                    "readFully",
                    "readLine",
                    "readObject",
                )
            )
        },
        "Deflater.setInput": Use(Role.BOUND, _PACK, "deflate"),
        "Inflater.inflate": _run(_UNPACK, "deflate"),
        "CRC32.update": _run(Family.CRC, "crc32", size=2, arity=3),
        "CRC32C.update": _run(Family.CRC, "crc32c", size=2, arity=3),
        "Adler32.update": _run(Family.CRC, "adler32", size=2, arity=3),
        "Cipher.update": _run(Family.ENCRYPT, "aes-gcm", size=0),
        "Cipher.doFinal": _run(Family.ENCRYPT, "aes-gcm", size=0),
        "MessageDigest.update": _run(Family.HASH, "sha256", size=0),
        "MessageDigest.digest": _run(Family.HASH, "sha256", size=0, arity=1),
        "SSLSocket.startHandshake": _run(Family.SIGN, "rsa-2048"),
        "Mac.doFinal": _run(Family.HASH, "sha256", size=0),
        "KeyAgreement.generateSecret": _run(Family.KEX, "x25519"),
        "Signature.sign": _run(Family.SIGN, "rsa-2048"),
        "SSLEngine.wrap": _run(Family.ENCRYPT, "aes-gcm"),
        "SSLEngine.unwrap": _run(Family.DECRYPT, "aes-gcm"),
        "LZ4Compressor.compress": _run(_PACK, "lz4"),
        "LZ4FastDecompressor.decompress": _run(_UNPACK, "lz4"),
        "LZ4SafeDecompressor.decompress": _run(_UNPACK, "lz4"),
    },
    streams=_STREAMS,
    openers=frozenset(f"new.{n}" for n in _STREAMS),
    feeds={
        "in.transferTo": (0,),
        "input.transferTo": (0,),
        "IOUtils.copy": (0, 1),
        "ByteStreams.copy": (0, 1),
    }
    | {
        "Files.copy": (1,),
        "new.ObjectOutputStream": (0,),
        "new.BufferedReader": (0,),
        "new.OutputStreamWriter": (0,),
    },
    typed=re.compile(rf"\b(?P<type>{_TYPES})\s+(?P<name>\w+)\s*[=;,):]"),
    more_typed=(
        # `OutputStream out = new BufferedOutputStream(new GZIPOutputStream(…))`
        re.compile(rf"\b(?P<name>\w+)\s*=\s*(?:new\s+\w+(?:<\w*>)?\(\s*)*new\s+(?P<type>{_TYPES})\("),
        re.compile(
            r"\b(?P<name>\w+)\s*=\s*(?P<type>Cipher|MessageDigest|Mac|Signature|KeyAgreement)\.getInstance\("
        ),
    ),
    anywhere={
        "put": _run(Family.COPY, "memcpy", size=3, arity=4)
    },  # of buffers: index, source, offset, length
    ranged=True,
    back=re.compile(r"DECRYPT_MODE"),
    forth=re.compile(r"ENCRYPT_MODE"),
    stems=(
        b"java.util.zip",
        b"javax.crypto",
        b"java.security",
        b"javax.net.ssl",
        b"net.jpountz",
        b"org.xerial.snappy",
        b"com.github.luben.zstd",
        b"arraycopy",
        b"ByteBuffer",
        b"MemorySegment",
        b"Arrays.fill",
        b"Arrays.equals",
        b"compressors.gzip",
    ),
    constant=re.compile(
        r"\bfinal\s+(?:static\s+)?(?:int|long)\s+(?P<name>\w+)\s*=\s*(?P<value>[\w *<()+-]+);", re.M
    ),
)

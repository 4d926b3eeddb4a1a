"""Rust: flate2, crc32fast, ring, the RustCrypto digests, and the usual crates for LZ4, Snappy and zstd."""

import re
from dataclasses import replace

from accelagent.domain import Family
from accelagent.identifier.languages._foreign import Language
from accelagent.identifier.sites import Role, Use

_PACK, _UNPACK = Family.COMPRESS, Family.DECOMPRESS
_TYPES = (
    "GzEncoder|ZlibEncoder|DeflateEncoder|GzDecoder|MultiGzDecoder|ZlibDecoder|DeflateDecoder|Compress|Decompress"
    "|FrameEncoder|FrameDecoder|Crc|Encryptor|Decryptor|Crypter|Compressor|Decompressor|Hasher|Sha256|Sha1|Sha512|Md5|Aes\\d+Gcm|ChaCha20Poly1305|LessSafeKey"
)


def _run(operation: Family, algorithm: str, *, fed: bool = False, **places: int) -> Use:
    return Use(Role.RUN, operation, algorithm, fed=fed, **places)


_STREAMS = {
    **{t: _run(_PACK, "deflate") for t in ("GzEncoder", "ZlibEncoder", "DeflateEncoder")},
    **{t: _run(_UNPACK, "deflate") for t in ("GzDecoder", "ZlibDecoder", "DeflateDecoder", "MultiGzDecoder")},
}

PART = Language(
    name="rust",
    suffixes=frozenset({".rs"}),
    grammar="tree_sitter_rust",
    functions_at=frozenset({"function_item"}),
    calls_at=frozenset({"call_expression"}),
    loops_at=frozenset({"for_expression", "while_expression", "loop_expression"}),
    statements_at=frozenset({"expression_statement", "let_declaration"}),
    functions={
        **{f"{t}.new": Use(Role.RUN, u.operation, u.algorithm, level=1) for t, u in _STREAMS.items()},
        "crc32fast.hash": _run(Family.CRC, "crc32", size=0),
        "crc32c.crc32c": _run(Family.CRC, "crc32c", size=0),
        "crc32c.crc32c_append": _run(Family.CRC, "crc32c", size=1),
        "adler.adler32_slice": _run(Family.CRC, "adler32", size=0),
        "lz4_flex.compress": _run(_PACK, "lz4", size=0),
        "block.compress": _run(_PACK, "lz4", size=0),
        "lz4_flex.decompress": _run(_UNPACK, "lz4"),
        "zstd.encode_all": _run(_PACK, "zstd", size=0),
        "zstd.decode_all": _run(_UNPACK, "zstd", size=0),
        "bulk.compress": _run(_PACK, "zstd", size=0),
        "Sha256.digest": _run(Family.HASH, "sha256", size=0),
        "Sha1.digest": _run(Family.HASH, "sha1", size=0),
        "digest.digest": _run(Family.HASH, "sha256", size=1),
        "sha.sha256": _run(Family.HASH, "sha256", size=0),
        "hash.hash": _run(Family.HASH, "sha256", size=1, arity=2),
        "symm.encrypt": _run(Family.ENCRYPT, "aes-cbc", size=3, arity=4),
        "symm.decrypt": _run(Family.DECRYPT, "aes-cbc", size=3, arity=4),
        "lz4_flex.compress_prepend_size": _run(_PACK, "lz4", size=0),
        "block.compress_prepend_size": _run(_PACK, "lz4", size=0),
        "compress_prepend_size": _run(_PACK, "lz4", size=0),
        "lz4_flex.decompress_size_prepended": _run(_UNPACK, "lz4"),
        "bulk.decompress": _run(_UNPACK, "zstd"),
        "zstd.copy_encode": _run(_PACK, "zstd"),
        "stream.copy_encode": _run(_PACK, "zstd"),
        "zstd.stream.encode_all": _run(_PACK, "zstd", size=0),
        "stream.encode_all": _run(_PACK, "zstd", size=0),
    },
    methods={
        **{
            f"{stream}.{name}": replace(use, fed=True, size=0 if use.operation is _PACK else None)
            for stream, use in _STREAMS.items()
            for name in (
                ("write_all", "write", "write_fmt", "read_to_end", "read")
                if use.operation is _PACK
                else ("read_to_end", "read_to_string", "read", "read_exact", "write_all")
            )
        },
        "Compress.compress": _run(_PACK, "deflate", size=0),
        "Compress.compress_vec": _run(_PACK, "deflate", size=0),
        "Decompress.decompress": _run(_UNPACK, "deflate", size=0),
        "Compressor.compress": _run(_PACK, "zstd", size=0, arity=1),
        "Crc.checksum": _run(Family.CRC, "crc32", size=0, arity=1),
        "Sha256.update": _run(Family.HASH, "sha256", size=0),
        "Sha1.update": _run(Family.HASH, "sha1", size=0),
        "Aes256Gcm.encrypt": _run(Family.ENCRYPT, "aes-gcm", size=1),
        "Aes128Gcm.encrypt": _run(Family.ENCRYPT, "aes-gcm", size=1),
        "Aes256Gcm.decrypt": _run(Family.DECRYPT, "aes-gcm", size=1),
        "ChaCha20Poly1305.encrypt": _run(Family.ENCRYPT, "chacha20", size=1),
        "LessSafeKey.seal_in_place_append_tag": _run(Family.ENCRYPT, "aes-gcm", size=2),
        "LessSafeKey.open_in_place": _run(Family.DECRYPT, "aes-gcm", size=2),
    },
    streams=_STREAMS,
    openers=frozenset(f"{t}.new" for t in _STREAMS),
    feeds={"io.copy": (0, 1), "writeln!": (0,), "serde_json.to_writer": (0,), "serde_json.from_reader": (0,)}
    | {"BufReader.new": (0,), "BufWriter.new": (0,)},
    more_typed=(
        re.compile(
            r"\b(?P<name>\w+)\s*=\s*(?:\w+::)*(?P<type>Compressor|Decompressor|Encryptor|Decryptor)(?:::<[^>]*>)?::new"
        ),
    ),
    only={
        "sign": re.compile(r"RSA_|ECDSA_|rng"),
        "sign_with_rng": re.compile(r"."),
        "fill": re.compile(r"\.fill\(\s*(?![&\s]|\|)"),  # a random generator's takes what it fills
    },
    anywhere={
        "sign": _run(Family.SIGN, "rsa-2048", arity=4),
        "sign_with_rng": _run(Family.SIGN, "rsa-2048", arity=2),
        "encrypt_padded_vec_mut": _run(Family.ENCRYPT, "aes-cbc", size=0),
        "encrypt_padded_mut": _run(Family.ENCRYPT, "aes-cbc", size=1),
        "decrypt_padded_vec_mut": _run(Family.DECRYPT, "aes-cbc", size=0),
        "decrypt_padded_mut": _run(Family.DECRYPT, "aes-cbc", size=0),
        "fill": _run(Family.FILL, "memset", size=0, arity=1),
        "copy_from_slice": _run(Family.COPY, "memcpy", size=0, arity=1),
        "clone_from_slice": _run(Family.COPY, "memcpy", size=0, arity=1),
    },
    typed=re.compile(
        rf"(?P<name>\w+)\s*(?::\s*&?(?:mut\s+)?(?:\w+::)*|(?::[^=\n]+)?=\s*(?:\w+::)*)(?P<type>{_TYPES})(?=[:<,;)\s])"
    ),
    stems=(
        b"flate2",
        b"crc32fast",
        b"crc32c::",
        b"adler::",
        b"lz4_flex",
        b"zstd::",
        b"sha2::",
        b"sha1::",
        b"aes_gcm",
        b"chacha20poly1305",
        b"ring::",
        b"copy_from_slice",
        b".fill(",
        b"openssl::",
        b"cbc::",
        b"crc::",
        b"zstd;",
        b"use zstd",
        b"use sha2",
        b"use ring",
        b"rsa::",
    ),
    constant=re.compile(r"\bconst\s+(?P<name>\w+)\s*:\s*\w+\s*=\s*(?P<value>[\w *<()+-]+);", re.M),
)

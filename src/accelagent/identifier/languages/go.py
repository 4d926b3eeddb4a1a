"""Go: compress/*, hash/*, crypto/*, and the usual packages for Snappy, LZ4 and zstd."""

import re
from dataclasses import replace

from accelagent.domain import Family
from accelagent.identifier.languages._foreign import Language
from accelagent.identifier.sites import Role, Use

_PACK, _UNPACK = Family.COMPRESS, Family.DECOMPRESS


def _run(operation: Family, algorithm: str, *, fed: bool = False, **places: int) -> Use:
    return Use(Role.RUN, operation, algorithm, fed=fed, **places)


_WRITERS = {
    "flate": "deflate",
    "zlib": "deflate",
    "gzip": "deflate",
    "pgzip": "deflate",
    "lz4": "lz4",
    "snappy": "snappy",
    "s2": "s2",
    "brotli": "brotli",
    "xz": "lzma",
}
_READERS = {k: v for k, v in _WRITERS.items() if k != "pgzip"}
_STREAMS = {
    **{
        f"{p}.{n}": _run(_PACK, a)
        for p, a in _WRITERS.items()
        for n in ("NewWriter", "NewWriterLevel", "Writer")
    },
    **{f"{p}.{n}": _run(_UNPACK, a) for p, a in _READERS.items() for n in ("NewReader", "Reader")},
    "zstd.NewWriter": _run(_PACK, "zstd"),
    "zstd.NewReader": _run(_UNPACK, "zstd"),
}
_DIGESTS = ("sha1", "sha256", "sha512", "md5")

PART = Language(
    name="go",
    suffixes=frozenset({".go"}),
    grammar="tree_sitter_go",
    functions_at=frozenset({"function_declaration", "method_declaration"}),
    calls_at=frozenset({"call_expression"}),
    loops_at=frozenset({"for_statement"}),
    statements_at=frozenset(
        {
            "expression_statement",
            "return_statement",
            "short_var_declaration",
            "assignment_statement",
            "if_statement",
        }
    ),
    functions={
        **{f"{p}.NewWriter": _run(_PACK, a) for p, a in _WRITERS.items()},
        **{f"{p}.NewWriterLevel": _run(_PACK, a, level=1) for p, a in _WRITERS.items()},
        **{f"{p}.NewReader": _run(_UNPACK, a) for p, a in _WRITERS.items()},
        "snappy.Encode": _run(_PACK, "snappy", size=1),
        "snappy.Decode": _run(_UNPACK, "snappy", size=1),
        "lz4.CompressBlock": _run(_PACK, "lz4", size=0),
        "lz4.CompressBlockHC": _run(_PACK, "lz4", size=0),
        "lz4.UncompressBlock": _run(_UNPACK, "lz4", size=1),
        "crc32.ChecksumIEEE": _run(Family.CRC, "crc32", size=0),
        "crc32.Checksum": _run(Family.CRC, "crc32c", size=0),
        "crc32.Update": _run(Family.CRC, "crc32c", size=2),
        "adler32.Checksum": _run(Family.CRC, "adler32", size=0),
        "crc64.Checksum": _run(Family.CRC, "crc64", size=0),
        "crc64.Update": _run(Family.CRC, "crc64", size=2),
        "sha1.Sum": _run(Family.HASH, "sha1", size=0),
        "sha256.Sum256": _run(Family.HASH, "sha256", size=0),
        "sha512.Sum512": _run(Family.HASH, "sha512", size=0),
        "md5.Sum": _run(Family.HASH, "md5", size=0),
        "rsa.SignPKCS1v15": _run(Family.SIGN, "rsa-2048"),
        "rsa.SignPSS": _run(Family.SIGN, "rsa-2048"),
        "curve25519.X25519": _run(Family.KEX, "x25519"),
        "ecdsa.Sign": _run(Family.SIGN, "ecdsa"),
        "ecdsa.SignASN1": _run(Family.SIGN, "ecdsa"),
        "rsa.DecryptPKCS1v15": _run(Family.SIGN, "rsa-2048"),
        "rsa.DecryptOAEP": _run(Family.SIGN, "rsa-2048"),
        "bytes.Equal": _run(Family.COMPARE, "memcmp", size=0, arity=2),
        "bytes.Compare": _run(Family.COMPARE, "memcmp", size=0, arity=2),
        "s2.Encode": _run(_PACK, "s2", size=1),
        "s2.Decode": _run(_UNPACK, "s2", size=1),
    },
    methods={
        **{
            f"{stream}.{name}": replace(use, fed=True, size=0)
            for stream, use in _STREAMS.items()
            for name in (
                ("Write", "WriteString", "ReadFrom") if use.operation is _PACK else ("Read", "WriteTo")
            )
        },
        "cipher.NewGCM.Seal": _run(Family.ENCRYPT, "aes-gcm", size=2),
        "cipher.NewGCM.Open": _run(Family.DECRYPT, "aes-gcm", size=2),
        "cipher.AEAD.Seal": _run(Family.ENCRYPT, "aes-gcm", size=2),
        "cipher.AEAD.Open": _run(Family.DECRYPT, "aes-gcm", size=2),
        **{
            f"cipher.{n}.CryptBlocks": _run(f, "aes-cbc", size=1)
            for n, f in (
                ("NewCBCEncrypter", Family.ENCRYPT),
                ("NewCBCDecrypter", Family.DECRYPT),
                ("BlockMode", Family.ENCRYPT),
            )
        },
        "xts.NewCipher.Encrypt": _run(Family.ENCRYPT, "aes-xts", size=1, arity=3),
        "xts.NewCipher.Decrypt": _run(Family.DECRYPT, "aes-xts", size=1, arity=3),
        "tls.Server.Handshake": _run(Family.SIGN, "rsa-2048"),
        "tls.Server.HandshakeContext": _run(Family.SIGN, "rsa-2048"),
        **{f"{d}.New.Write": _run(Family.HASH, d, size=0) for d in _DIGESTS},
        "zstd.NewWriter.EncodeAll": _run(_PACK, "zstd", size=0),
        "zstd.Encoder.EncodeAll": _run(_PACK, "zstd", size=0),
        "lz4.Compressor.CompressBlock": _run(_PACK, "lz4", size=0),
        "lz4.CompressorHC.CompressBlock": _run(_PACK, "lz4", size=0),
        "zstd.Decoder.DecodeAll": _run(_UNPACK, "zstd", size=0),
        "zstd.NewReader.DecodeAll": _run(_UNPACK, "zstd", size=0),
    },
    streams=_STREAMS,
    openers=frozenset(n for n in _STREAMS if ".New" in n),
    feeds={
        "io.Copy": (0, 1),
        "io.CopyN": (0, 1),
        "io.CopyBuffer": (0, 1),
        "io.WriteString": (0,),
        "io.ReadAll": (0,),
        "io.ReadFull": (0,),
        "ioutil.ReadAll": (0,),
        "fmt.Fprintf": (0,),
        "fmt.Fprintln": (0,),
        "fmt.Fprint": (0,),
        "json.NewEncoder": (0,),
        "json.NewDecoder": (0,),
        "csv.NewWriter": (0,),
        "bufio.NewWriter": (0,),
        "bufio.NewScanner": (0,),
        "bufio.NewReader": (0,),
        "tar.NewReader": (0,),
        "tar.NewWriter": (0,),
    },
    anywhere={
        "copy": _run(Family.COPY, "memcpy", size=1, arity=2),
        "Sign": _run(Family.SIGN, "rsa-2048", arity=3),
        "ECDH": _run(Family.KEX, "x25519", arity=1),
    },
    only={"Sign": re.compile(r"\(\s*rand\.|crypto\.SHA|rsa\.PSS"), "ECDH": re.compile(r".")},
    back=re.compile(r"NewCBCDecrypter"),
    forth=re.compile(r"NewCBCEncrypter"),
    typed=re.compile(
        r"(?P<name>\w+)(?:\s*,\s*\w+)?\s*(?::?=\s*(?:var\s+)?|\s\*?)(?P<type>(?:flate|zlib|gzip|pgzip|lz4|snappy|zstd"
        r"|s2|brotli|xz|cipher|xts|sha1|sha256|sha512|md5)\.(?:New\w*|Writer|Reader|AEAD|BlockMode|Encoder|Decoder|Cipher|Compressor(?:HC)?)|tls\.Server)\b"
    ),
    stems=(
        b'"compress/',
        b'"hash/',
        b'"crypto/',
        b"/compress/",
        b"golang/snappy",
        b"bytes.Equal",
        b"golang.org/x/crypto/",
        b"pierrec/lz4",
        b"klauspost/pgzip",
        b"copy(",
    ),
    constant=re.compile(
        r"^\s*(?:const\s+)?(?P<name>\w+)\s*(?:int\d*\s*)?=\s*(?P<value>[\d_ *<()x+]+)$", re.M
    ),
)

"""Python: the standard library's codecs and digests, and the packages that are usual beside it."""

import re

from accelagent.domain import Family
from accelagent.identifier.languages._foreign import Language
from accelagent.identifier.sites import Role, Use

_PACK, _UNPACK = Family.COMPRESS, Family.DECOMPRESS


def _run(operation: Family, algorithm: str, *, fed: bool = False, **places: int) -> Use:
    return Use(Role.RUN, operation, algorithm, fed=fed, **places)


_CODECS = {
    "zlib": "deflate",
    "isal_zlib": "deflate",
    "zlib_ng": "deflate",
    "gzip": "deflate",
    "igzip": "deflate",
    "gzip_ng": "deflate",
    "pgzip": "deflate",
    "bz2": "bzip2",
    "lzma": "lzma",
    "snappy": "snappy",
    "brotli": "brotli",
    "lz4.frame": "lz4",
    "frame": "lz4",
    "block": "lz4",
    "zstandard": "zstd",
    "zstd": "zstd",
}
_HASHES = ("md5", "sha1", "sha256", "sha512", "blake2b")

PART = Language(
    name="python",
    suffixes=frozenset({".py"}),
    grammar="tree_sitter_python",
    functions_at=frozenset({"function_definition"}),
    calls_at=frozenset({"call"}),
    loops_at=frozenset({"for_statement", "while_statement", "list_comprehension", "generator_expression"}),
    statements_at=frozenset({"expression_statement", "return_statement", "assignment", "with_statement"}),
    functions={
        **{f"{m}.compress": _run(_PACK, a) for m, a in _CODECS.items()},
        **{f"{m}.decompress": _run(_UNPACK, a) for m, a in _CODECS.items()},
        **{f"{m}.compress": _run(_PACK, a, size=0, level=1) for m, a in _CODECS.items() if a == "deflate"},
        "gzip.open": _run(_UNPACK, "deflate"),
        "gzip.GzipFile": _run(_PACK, "deflate"),
        "zlib.compressobj": Use(Role.BEGIN, _PACK, "deflate", level=0),
        "zlib.crc32": _run(Family.CRC, "crc32"),
        "binascii.crc32": _run(Family.CRC, "crc32"),
        "zlib.adler32": _run(Family.CRC, "adler32"),
        "crc32c.crc32c": _run(Family.CRC, "crc32c"),
        "google_crc32c.value": _run(Family.CRC, "crc32c"),
        **{f"hashlib.{h}": Use(Role.RUN, Family.HASH, h, size=0) for h in _HASHES},
        "hashlib.new": Use(Role.RUN, Family.HASH, "sha256", size=1),
        "hmac.new": Use(Role.RUN, Family.HASH, "sha256", size=1),
        "hmac.digest": Use(Role.RUN, Family.HASH, "sha256", size=1),
    },
    methods={
        "zlib.compressobj.compress": _run(_PACK, "deflate", size=0, fed=True),
        "gzip.open.read": _run(_UNPACK, "deflate", fed=True),
        "gzip.open.readlines": _run(_UNPACK, "deflate", fed=True),
        "gzip.open.write": _run(_PACK, "deflate", size=0, fed=True),
        "gzip.open.writelines": _run(_PACK, "deflate", fed=True),
        "gzip.GzipFile.write": _run(_PACK, "deflate", size=0, fed=True),
        "gzip.GzipFile.read": _run(_UNPACK, "deflate", fed=True),
        "zlib.decompressobj.decompress": _run(_UNPACK, "deflate"),
        "bz2.BZ2Compressor.compress": _run(_PACK, "bzip2"),
        "lzma.LZMACompressor.compress": _run(_PACK, "lzma"),
        "zstandard.ZstdCompressor.compress": _run(_PACK, "zstd"),
        "AESGCM.encrypt": _run(Family.ENCRYPT, "aes-gcm"),
        "AESGCM.decrypt": _run(Family.DECRYPT, "aes-gcm"),
        "ChaCha20Poly1305.encrypt": _run(Family.ENCRYPT, "chacha20"),
        **{f"hashlib.{h}.update": _run(Family.HASH, h, size=0) for h in _HASHES},
        "zstandard.ZstdDecompressor.decompress": _run(_UNPACK, "zstd"),
        "zipfile.ZipFile.writestr": _run(_PACK, "deflate", size=1, fed=True),
        "zipfile.ZipFile.write": _run(_PACK, "deflate", fed=True),
        "encryptor.update": _run(Family.ENCRYPT, "aes-cbc", size=0),
        "decryptor.update": _run(Family.DECRYPT, "aes-cbc", size=0),
        "AES.new.encrypt": _run(Family.ENCRYPT, "aes-cbc", size=0),
        "AES.new.decrypt": _run(Family.DECRYPT, "aes-cbc", size=0),
    },
    typed=re.compile(
        r"(?P<name>\w+)\s*(?::[^=\n]+)?=\s*(?:self\.\w+\.)?(?P<type>(?:zlib\.(?:de)?compressobj|bz2\.BZ2Compressor"
        r"|_?gzip\.(?:open|GzipFile)|lzma\.LZMACompressor|zstandard\.ZstdCompressor|AESGCM|ChaCha20Poly1305|hashlib\.\w+))"
        r"\(|\b(?P<opened>\w*gzip\.(?:open|GzipFile))\((?:[^()\n]|\([^()\n]*\))*\)\s+as\s+(?P<bound>\w+)"
    ),
    more_typed=(
        re.compile(r"\b(?P<name>\w+)\s*=\s*[^\n=]*\.(?P<type>(?:en|de)cryptor)\(\)"),
        re.compile(r"\b(?P<name>\w+)\s*=\s*(?P<type>AES\.new|zstandard\.ZstdDecompressor)\("),
        re.compile(r"\b(?P<type>zipfile\.ZipFile)\([^\n]*ZIP_DEFLATED[^\n]*\)\s+as\s+(?P<name>\w+)"),
    ),
    anywhere={"sign": _run(Family.SIGN, "rsa-2048"), "do_handshake": _run(Family.SIGN, "rsa-2048", arity=0)},
    only={"sign": re.compile(r"padding\.|hashes\.|ec\.ECDSA|PKCS1v15|PSS\(")},
    streams={"gzip.open": _run(_UNPACK, "deflate"), "gzip.GzipFile": _run(_PACK, "deflate")},
    openers=frozenset({"gzip.open", "gzip.GzipFile"}),
    writing={"gzip.open": "gzip.GzipFile"},
    reading={"gzip.GzipFile": "gzip.open"},
    feeds={
        "shutil.copyfileobj": (0, 1),
        "json.load": (0,),
        "json.dump": (1,),
        "csv.reader": (0,),
        "csv.writer": (0,),
    }
    | {"pickle.load": (0,), "pickle.dump": (1,), "tarfile.open": (1,)},
    stems=(
        b"import zlib",
        b"import gzip",
        b"import hashlib",
        b"import binascii",
        b"import bz2",
        b"import lzma",
        b"import lz4",
        b"import zstandard",
        b"import snappy",
        b"import brotli",
        b"import crc32c",
        b"isal_zlib",
        b"import zlib_ng",
        b"import AESGCM",
        b"import Cipher",
        b"Crypto.Cipher",
        b"import zipfile",
        b"import hmac",
        b"import igzip",
        b"import hashes",
        b"do_handshake",
        b"import ChaCha20Poly1305",
    ),
    constant=re.compile(r"^(?P<name>[A-Z][A-Z0-9_]+)\s*(?::[^=\n]+)?=\s*(?P<value>[\d_ *<()x+]+)$", re.M),
)

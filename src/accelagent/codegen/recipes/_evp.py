"""OpenSSL's calls: contexts of ciphers change hands in the whole program or not at all, digests of whole messages one by one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from accelagent.codegen.edits import Edit, blank_comments
from accelagent.codegen.recipes._streams import TEST_PLACE, sources

CIPHERS = frozenset(
    [
        "EVP_EncryptInit_ex",
        "EVP_DecryptInit_ex",
        "EVP_EncryptUpdate",
        "EVP_DecryptUpdate",
        "EVP_EncryptFinal_ex",
        "EVP_DecryptFinal_ex",
        "EVP_CIPHER_CTX_ctrl",
        "EVP_CIPHER_CTX_reset",
        "EVP_CIPHER_CTX_free",
    ]
)
DIGESTS = frozenset({"SHA256", "SHA384", "SHA512", "EVP_Digest"})
# What would show, or change, a state that the device does not keep.
_REFUSED = [
    "EVP_CIPHER_CTX_copy",
    "EVP_CIPHER_CTX_dup",
    "EVP_CIPHER_CTX_iv",
    "EVP_CIPHER_CTX_iv_noconst",
    "EVP_CIPHER_CTX_get_updated_iv",
    "EVP_CIPHER_CTX_original_iv",
    "EVP_CIPHER_CTX_num",
    "EVP_CIPHER_CTX_set_num",
    "EVP_CIPHER_CTX_buf_noconst",
    "EVP_CIPHER_CTX_cleanup",
    "EVP_CIPHER_CTX_set_params",
    "EVP_CIPHER_CTX_get_params",
    "EVP_CIPHER_CTX_set_key_length",
    "EVP_CIPHER_CTX_get_cipher_data",
    "EVP_EncryptInit",
    "EVP_DecryptInit",
    "EVP_CipherInit",
    "EVP_CipherInit_ex",
    "EVP_EncryptInit_ex2",
    "EVP_DecryptInit_ex2",
    "EVP_CipherInit_ex2",
    "EVP_CipherUpdate",
    "EVP_CipherFinal",
    "EVP_CipherFinal_ex",
    "EVP_EncryptFinal",
    "EVP_DecryptFinal",
    "EVP_Cipher",
    "EVP_SealInit",
    "EVP_OpenInit",
    "BIO_set_cipher",
    "BIO_get_cipher_ctx",
]
_CIPHER = re.compile(
    rb"\b(?:(" + "|".join(sorted(CIPHERS)).encode() + rb")|(" + "|".join(_REFUSED).encode() + rb"))\b"
)
_DIGEST = re.compile(rb"\b(" + "|".join(sorted(DIGESTS)).encode() + rb")\b")
_CALL = re.compile(rb"\s*\(")
_MACRO_LINE = re.compile(rb"^[ \t]*#")


@dataclass
class EvpEdits:
    """Edits by relative path, or why the ciphers have to stay; `digests` are the places of digests that were renamed."""

    ciphers: dict[str, list[Edit]] = field(default_factory=dict)
    refused: str = ""
    digests: dict[str, list[Edit]] = field(default_factory=dict)


def evp_edits(root: Path) -> EvpEdits:
    """What the program's calls of OpenSSL become."""
    done = EvpEdits()
    for file in sources(root):
        text = file.read_bytes()
        path = file.relative_to(root).as_posix()
        if TEST_PLACE.search(path) or (b"EVP_" not in text and b"SHA" not in text):
            continue
        masked = blank_comments(text)
        done.refused = done.refused or _refusal(path, masked)
        found = [Edit(m.start(), m.end(), f"accel_{m[1].decode()}") for m in _CIPHER.finditer(masked) if m[1]]
        if found:
            done.ciphers[path] = found
        one = [
            Edit(m.start(), m.end(), f"accel_{m[1].decode()}")
            for m in _DIGEST.finditer(masked)
            if _plain(masked, m)
        ]
        if one and not _defines(masked):
            done.digests[path] = one
    return done


def _refusal(path: str, masked: bytes) -> str:
    for mention in _CIPHER.finditer(masked):
        if mention[2]:
            return f"{path} uses {mention[2].decode()}, which only OpenSSL can answer"
        if not _plain(masked, mention):
            where = masked.count(b"\n", 0, mention.start()) + 1
            return f"{path}:{where} uses {mention[1].decode()} other than by calling it"
    return ""


def _plain(masked: bytes, mention: re.Match[bytes]) -> bool:
    """Whether it is a call, of the function itself, and in no macro."""
    before = masked[: mention.start()].rstrip()
    line = masked[masked.rfind(b"\n", 0, mention.start()) + 1 : mention.start()]
    member = before.endswith((b".", b"->")) or (
        before.endswith(b"::") and before[:-2].rstrip()[-1:].isalnum()
    )
    return _CALL.match(masked, mention.end()) is not None and not member and not _MACRO_LINE.match(line)


def _defines(masked: bytes) -> bool:
    """Whether the file declares or defines a digest of its own, as programs without OpenSSL do."""
    own = (
        rb"^[A-Za-z_][\w \t*]*[ \t*](?:"
        + "|".join(sorted(DIGESTS)).encode()
        + rb")[ \t]*\([^;{}()]*\)\s*[;{]"
    )
    return re.search(own, masked, re.M) is not None or b"openssl/" not in masked

"""What libcrypto says: ciphers through its EVP interface, as the reference for the emulated device."""

from __future__ import annotations

import ctypes
import ctypes.util

_lib = ctypes.CDLL(ctypes.util.find_library("crypto") or "libcrypto.so.3")
for _name in ("EVP_CIPHER_CTX_new", "EVP_get_cipherbyname"):
    getattr(_lib, _name).restype = ctypes.c_void_p
_lib.EVP_get_cipherbyname.argtypes = [ctypes.c_char_p]
_lib.EVP_CIPHER_CTX_free.argtypes = [ctypes.c_void_p]
_lib.EVP_CipherInit_ex.argtypes = [ctypes.c_void_p] * 3 + [ctypes.c_char_p] * 2 + [ctypes.c_int]
_lib.EVP_CIPHER_CTX_ctrl.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.c_void_p]
_lib.EVP_CIPHER_CTX_set_padding.argtypes = [ctypes.c_void_p, ctypes.c_int]
_lib.EVP_CipherUpdate.argtypes = [
    ctypes.c_void_p,
    ctypes.c_char_p,
    ctypes.POINTER(ctypes.c_int),
    ctypes.c_char_p,
    ctypes.c_int,
]
_lib.EVP_CipherFinal_ex.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.POINTER(ctypes.c_int)]
_SET_IV_LENGTH, _GET_TAG, _SET_TAG = 9, 16, 17


def encrypt(
    name: str,
    key: bytes,
    iv: bytes,
    data: bytes,
    *,
    aad: bytes = b"",
    tag_length: int = 0,
    decrypt: bool = False,
) -> tuple[bytes, bytes]:
    """`data` in cipher `name`, without padding, and the tag when `tag_length` is not 0; `decrypt` without a tag only."""
    context = _lib.EVP_CIPHER_CTX_new()
    cipher = _lib.EVP_get_cipherbyname(name.encode())
    assert cipher, name
    ccm, direction = name.endswith("ccm"), 0 if decrypt else 1
    assert _lib.EVP_CipherInit_ex(context, cipher, None, None, None, direction) == 1
    if tag_length:
        assert _lib.EVP_CIPHER_CTX_ctrl(context, _SET_IV_LENGTH, len(iv), None) == 1
    if ccm:
        assert _lib.EVP_CIPHER_CTX_ctrl(context, _SET_TAG, tag_length, None) == 1
    assert _lib.EVP_CipherInit_ex(context, None, None, key, iv, direction) == 1
    _lib.EVP_CIPHER_CTX_set_padding(context, 0)
    count = ctypes.c_int()
    if ccm:
        assert _lib.EVP_CipherUpdate(context, None, ctypes.byref(count), None, len(data)) == 1
    if aad:
        assert _lib.EVP_CipherUpdate(context, None, ctypes.byref(count), aad, len(aad)) == 1
    out = ctypes.create_string_buffer(len(data) + 32)
    if data:
        assert _lib.EVP_CipherUpdate(context, out, ctypes.byref(count), data, len(data)) == 1
    rest = ctypes.create_string_buffer(32)
    assert _lib.EVP_CipherFinal_ex(context, rest, ctypes.byref(count)) == 1
    tag = ctypes.create_string_buffer(16)
    if tag_length:
        assert _lib.EVP_CIPHER_CTX_ctrl(context, _GET_TAG, tag_length, tag) == 1
    _lib.EVP_CIPHER_CTX_free(context)
    return out.raw[: len(data)], tag.raw[:tag_length]

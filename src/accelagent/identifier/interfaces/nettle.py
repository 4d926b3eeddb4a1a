"""Nettle under its short names: the length stands before the data."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

PART = Interface(
    name="nettle-library",
    uses={
        "sha256_update": Use(Role.RUN, Family.HASH, "sha256", size=1, arity=3),
        "sha1_update": Use(Role.RUN, Family.HASH, "sha1", size=1, arity=3),
        "cbc_encrypt": Use(Role.RUN, Family.ENCRYPT, "aes-cbc", size=4, arity=7),
        "cbc_decrypt": Use(Role.RUN, Family.DECRYPT, "aes-cbc", size=4, arity=7),
        "cbc_aes128_encrypt": Use(Role.RUN, Family.ENCRYPT, "aes-cbc", size=2, arity=5),
        "cbc_aes256_encrypt": Use(Role.RUN, Family.ENCRYPT, "aes-cbc", size=2, arity=5),
        "rsa_sha256_sign_tr": Use(Role.RUN, Family.SIGN, "rsa-2048"),
        "rsa_pkcs1_sign_tr": Use(Role.RUN, Family.SIGN, "rsa-2048"),
        "ecdsa_sign": Use(Role.RUN, Family.SIGN, "ecdsa"),
    },
    stems=(b"sha256_update", b"sha1_update", b"cbc_", b"rsa_", b"ecdsa_sign"),
    include=b"nettle/",
)

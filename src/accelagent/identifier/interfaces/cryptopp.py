"""Crypto++: modes of AES and digests as objects."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

PART = Interface(
    name="cryptopp-library",
    uses={
        "CBC_Mode::ProcessData": Use(Role.RUN, Family.ENCRYPT, "aes-cbc", size=2, arity=3),
        "Encryption::ProcessData": Use(Role.RUN, Family.ENCRYPT, "aes-cbc", size=2, arity=3),
        "Decryption::ProcessData": Use(Role.RUN, Family.DECRYPT, "aes-cbc", size=2, arity=3),
        "SHA256::CalculateDigest": Use(Role.RUN, Family.HASH, "sha256", size=2, arity=3),
        "SHA1::CalculateDigest": Use(Role.RUN, Family.HASH, "sha1", size=2, arity=3),
        "SHA256::Update": Use(Role.RUN, Family.HASH, "sha256", size=1, arity=2),
        "SHA1::Update": Use(Role.RUN, Family.HASH, "sha1", size=1, arity=2),
    },
    stems=(b"ProcessData", b"CalculateDigest", b"Update"),
)

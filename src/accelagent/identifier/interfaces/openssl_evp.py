"""OpenSSL's envelope functions and the one-call digests; the cipher or digest is read from the code around."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

PART = Interface(
    name="openssl-evp",
    uses={
        "EVP_EncryptUpdate": Use(Role.RUN, Family.ENCRYPT, "aes-gcm", size=4),
        "EVP_DecryptUpdate": Use(Role.RUN, Family.DECRYPT, "aes-gcm", size=4),
        "EVP_CipherUpdate": Use(Role.RUN, Family.ENCRYPT, "aes-gcm", size=4),
        "EVP_Cipher": Use(Role.RUN, Family.ENCRYPT, "aes-gcm", size=3, arity=4),
        "EVP_AEAD_CTX_seal_scatter": Use(Role.RUN, Family.ENCRYPT, "aes-gcm", size=8),
        "EVP_AEAD_CTX_seal": Use(Role.RUN, Family.ENCRYPT, "aes-gcm", size=7),
        "EVP_AEAD_CTX_open": Use(Role.RUN, Family.DECRYPT, "aes-gcm", size=7),
        "EVP_EncryptInit_ex": Use(Role.BEGIN, Family.ENCRYPT, "aes-gcm"),
        "EVP_DecryptInit_ex": Use(Role.BEGIN, Family.DECRYPT, "aes-gcm"),
        "EVP_EncryptFinal_ex": Use(Role.END, Family.ENCRYPT, "aes-gcm"),
        "EVP_DecryptFinal_ex": Use(Role.END, Family.DECRYPT, "aes-gcm"),
        "EVP_DigestInit_ex": Use(Role.BEGIN, Family.HASH, "sha256"),
        "EVP_DigestUpdate": Use(Role.RUN, Family.HASH, "sha256", size=2),
        "EVP_DigestFinal_ex": Use(Role.END, Family.HASH, "sha256"),
        "EVP_Digest": Use(Role.RUN, Family.HASH, "sha256", size=1),
        "SHA256": Use(Role.RUN, Family.HASH, "sha256", size=1),
        "SHA256_Update": Use(Role.RUN, Family.HASH, "sha256", size=2),
        "SHA1": Use(Role.RUN, Family.HASH, "sha1", size=1),
        "SHA1_Update": Use(Role.RUN, Family.HASH, "sha1", size=2),
        "EVP_DigestSign": Use(Role.RUN, Family.SIGN, "rsa-2048"),
        "EVP_DigestSignFinal": Use(Role.RUN, Family.SIGN, "rsa-2048"),
        "EVP_DigestSignUpdate": Use(Role.RUN, Family.HASH, "sha256", size=2, arity=3),
        "EVP_SignFinal": Use(Role.RUN, Family.SIGN, "rsa-2048"),
        "EVP_PKEY_decrypt": Use(Role.RUN, Family.SIGN, "rsa-2048"),
        "EVP_PKEY_derive": Use(Role.RUN, Family.KEX, "x25519", arity=3),
        "ECDH_compute_key": Use(Role.RUN, Family.KEX, "x25519", arity=5),
        "DH_compute_key": Use(Role.RUN, Family.KEX, "x25519", arity=3),
        "X25519": Use(Role.RUN, Family.KEX, "x25519", arity=3),
        "EVP_PKEY_sign": Use(Role.RUN, Family.SIGN, "rsa-2048"),
    },
    stems=(b"EVP_", b"SHA1", b"SHA256", b"DH_compute_key", b"X25519"),
)

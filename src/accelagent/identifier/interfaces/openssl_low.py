"""OpenSSL's and BoringSSL's low-level ciphers, message codes and keys."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

PART = Interface(
    name="openssl-low",
    uses={
        "AES_cbc_encrypt": Use(Role.RUN, Family.ENCRYPT, "aes-cbc", size=2, arity=6),
        "AES_ctr128_encrypt": Use(Role.RUN, Family.ENCRYPT, "aes-ctr", size=2),
        "CRYPTO_gcm128_encrypt": Use(Role.RUN, Family.ENCRYPT, "aes-gcm", size=3),
        "CRYPTO_gcm128_decrypt": Use(Role.RUN, Family.DECRYPT, "aes-gcm", size=3),
        "CRYPTO_xts128_encrypt": Use(Role.RUN, Family.ENCRYPT, "aes-xts", size=4),
        "CRYPTO_cbc128_encrypt": Use(Role.RUN, Family.ENCRYPT, "aes-cbc", size=2),
        "HMAC": Use(Role.RUN, Family.HASH, "sha256", size=4, arity=7),
        "HMAC_Update": Use(Role.RUN, Family.HASH, "sha256", size=2, arity=3),
        "SHA512": Use(Role.RUN, Family.HASH, "sha512", size=1, arity=3),
        "SHA512_Update": Use(Role.RUN, Family.HASH, "sha512", size=2, arity=3),
        "MD5": Use(Role.RUN, Family.HASH, "md5", size=1, arity=3),
        "MD5_Update": Use(Role.RUN, Family.HASH, "md5", size=2, arity=3),
        "RSA_sign": Use(Role.RUN, Family.SIGN, "rsa-2048", arity=6),
        "RSA_private_encrypt": Use(Role.RUN, Family.SIGN, "rsa-2048", arity=5),
        "RSA_private_decrypt": Use(Role.RUN, Family.SIGN, "rsa-2048", arity=5),
        "ECDSA_sign": Use(Role.RUN, Family.SIGN, "ecdsa", arity=6),
        "ECDSA_do_sign": Use(Role.RUN, Family.SIGN, "ecdsa", arity=3),
    },
    stems=(b"AES_c", b"CRYPTO_", b"HMAC", b"SHA512", b"MD5", b"RSA_", b"ECDSA_"),
)

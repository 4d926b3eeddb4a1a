"""Mbed TLS: records, handshakes, ciphers and digests."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

PART = Interface(
    name="mbedtls-tls",
    uses={
        "mbedtls_ssl_write": Use(Role.RUN, Family.ENCRYPT, "aes-gcm", size=2, arity=3),
        "mbedtls_ssl_read": Use(Role.RUN, Family.DECRYPT, "aes-gcm", size=2, arity=3),
        "mbedtls_ssl_handshake": Use(Role.RUN, Family.SIGN, "rsa-2048", arity=1),
        "mbedtls_gcm_crypt_and_tag": Use(Role.RUN, Family.ENCRYPT, "aes-gcm", size=2),
        "mbedtls_gcm_auth_decrypt": Use(Role.RUN, Family.DECRYPT, "aes-gcm", size=1),
        "mbedtls_aes_crypt_cbc": Use(Role.RUN, Family.ENCRYPT, "aes-cbc", size=2, arity=6),
        "mbedtls_aes_crypt_xts": Use(Role.RUN, Family.ENCRYPT, "aes-xts", size=2, arity=6),
        "mbedtls_sha256": Use(Role.RUN, Family.HASH, "sha256", size=1),
        "mbedtls_sha256_update": Use(Role.RUN, Family.HASH, "sha256", size=2),
        "mbedtls_sha1": Use(Role.RUN, Family.HASH, "sha1", size=1),
        "mbedtls_sha1_update": Use(Role.RUN, Family.HASH, "sha1", size=2),
        "mbedtls_pk_sign": Use(Role.RUN, Family.SIGN, "rsa-2048"),
        "mbedtls_rsa_private": Use(Role.RUN, Family.SIGN, "rsa-2048"),
        "mbedtls_ecdh_calc_secret": Use(Role.RUN, Family.KEX, "x25519"),
    },
    stems=(b"mbedtls_",),
)

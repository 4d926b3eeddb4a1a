"""wolfSSL and wolfCrypt: records, handshakes, ciphers, digests and keys."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

PART = Interface(
    name="wolfssl-tls",
    uses={
        "wolfSSL_write": Use(Role.RUN, Family.ENCRYPT, "aes-gcm", size=2, arity=3),
        "wolfSSL_read": Use(Role.RUN, Family.DECRYPT, "aes-gcm", size=2, arity=3),
        "wolfSSL_accept": Use(Role.RUN, Family.SIGN, "rsa-2048", arity=1),
        "wolfSSL_negotiate": Use(Role.RUN, Family.SIGN, "rsa-2048", arity=1),
        "wc_AesCbcEncrypt": Use(Role.RUN, Family.ENCRYPT, "aes-cbc", size=3, arity=4),
        "wc_AesCbcDecrypt": Use(Role.RUN, Family.DECRYPT, "aes-cbc", size=3, arity=4),
        "wc_AesGcmEncrypt": Use(Role.RUN, Family.ENCRYPT, "aes-gcm", size=3),
        "wc_AesGcmDecrypt": Use(Role.RUN, Family.DECRYPT, "aes-gcm", size=3),
        "wc_AesXtsEncrypt": Use(Role.RUN, Family.ENCRYPT, "aes-xts", size=3),
        "wc_AesXtsDecrypt": Use(Role.RUN, Family.DECRYPT, "aes-xts", size=3),
        "wc_Sha256Update": Use(Role.RUN, Family.HASH, "sha256", size=2, arity=3),
        "wc_ShaUpdate": Use(Role.RUN, Family.HASH, "sha1", size=2, arity=3),
        "wc_Sha256Hash": Use(Role.RUN, Family.HASH, "sha256", size=1, arity=3),
        "wc_ShaHash": Use(Role.RUN, Family.HASH, "sha1", size=1, arity=3),
        "wc_RsaSSL_Sign": Use(Role.RUN, Family.SIGN, "rsa-2048"),
        "wc_RsaPSS_Sign": Use(Role.RUN, Family.SIGN, "rsa-2048"),
        "wc_ecc_sign_hash": Use(Role.RUN, Family.SIGN, "ecdsa"),
        "wc_ecc_shared_secret": Use(Role.RUN, Family.KEX, "x25519"),
        "wc_curve25519_shared_secret": Use(Role.RUN, Family.KEX, "x25519"),
    },
    stems=(b"wolfSSL_", b"wc_"),
)

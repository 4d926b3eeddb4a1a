"""libsodium, libgcrypt and nettle."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

PART = Interface(
    name="other-crypto",
    uses={
        "crypto_aead_aes256gcm_encrypt": Use(Role.RUN, Family.ENCRYPT, "aes-gcm", size=3),
        "crypto_aead_aes256gcm_decrypt": Use(Role.RUN, Family.DECRYPT, "aes-gcm", size=4),
        "crypto_aead_chacha20poly1305_ietf_encrypt": Use(Role.RUN, Family.ENCRYPT, "chacha20", size=3),
        "crypto_aead_chacha20poly1305_ietf_decrypt": Use(Role.RUN, Family.DECRYPT, "chacha20", size=4),
        "crypto_secretbox_easy": Use(Role.RUN, Family.ENCRYPT, "xsalsa20", size=2),
        "crypto_secretbox_open_easy": Use(Role.RUN, Family.DECRYPT, "xsalsa20", size=2),
        "crypto_hash_sha256": Use(Role.RUN, Family.HASH, "sha256", size=2),
        "crypto_hash_sha256_update": Use(Role.RUN, Family.HASH, "sha256", size=2),
        "crypto_generichash": Use(Role.RUN, Family.HASH, "blake2", size=3),
        "crypto_sign_detached": Use(Role.RUN, Family.SIGN, "ed25519", size=3),
        "gcry_cipher_encrypt": Use(Role.RUN, Family.ENCRYPT, "aes-gcm", size=2, arity=5),
        "gcry_cipher_decrypt": Use(Role.RUN, Family.DECRYPT, "aes-gcm", size=2, arity=5),
        "gcry_md_hash_buffer": Use(Role.RUN, Family.HASH, "sha256", size=3, arity=4),
        "gcry_md_write": Use(Role.RUN, Family.HASH, "sha256", size=2, arity=3),
        "gcry_pk_sign": Use(Role.RUN, Family.SIGN, "rsa-2048", arity=3),
        "gcm_aes128_encrypt": Use(Role.RUN, Family.ENCRYPT, "aes-gcm", size=1, arity=4),
        "gcm_aes256_encrypt": Use(Role.RUN, Family.ENCRYPT, "aes-gcm", size=1, arity=4),
        "cf_sha256_update": Use(Role.RUN, Family.HASH, "sha256", size=2, arity=3),
        "s2n_negotiate": Use(Role.RUN, Family.SIGN, "rsa-2048", arity=2),
        "br_sha256_update": Use(Role.RUN, Family.HASH, "sha256", size=2, arity=3),
        "br_sslio_write_all": Use(Role.RUN, Family.ENCRYPT, "aes-gcm", size=2, arity=3),
        "CC_SHA256": Use(Role.RUN, Family.HASH, "sha256", size=1, arity=3),
        "CC_SHA1": Use(Role.RUN, Family.HASH, "sha1", size=1, arity=3),
        "CC_SHA256_Update": Use(Role.RUN, Family.HASH, "sha256", size=2, arity=3),
        "nettle_sha256_update": Use(Role.RUN, Family.HASH, "sha256", size=1, arity=3),
        "nettle_sha1_update": Use(Role.RUN, Family.HASH, "sha1", size=1, arity=3),
    },
    stems=(b"crypto_", b"gcry_", b"gcm_aes", b"nettle_", b"cf_sha", b"s2n_", b"br_s", b"CC_SHA"),
)

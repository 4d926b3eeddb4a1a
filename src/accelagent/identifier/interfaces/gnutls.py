"""GnuTLS: records, handshakes and its own cipher interface."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

PART = Interface(
    name="gnutls-tls",
    uses={
        "gnutls_record_send": Use(Role.RUN, Family.ENCRYPT, "aes-gcm", size=2, arity=3),
        "gnutls_record_recv": Use(Role.RUN, Family.DECRYPT, "aes-gcm", size=2, arity=3),
        "gnutls_handshake": Use(Role.RUN, Family.SIGN, "rsa-2048", arity=1),
        "gnutls_cipher_encrypt": Use(Role.RUN, Family.ENCRYPT, "aes-gcm", size=2),
        "gnutls_cipher_encrypt2": Use(Role.RUN, Family.ENCRYPT, "aes-gcm", size=2),
        "gnutls_cipher_decrypt": Use(Role.RUN, Family.DECRYPT, "aes-gcm", size=2),
        "gnutls_aead_cipher_encrypt": Use(Role.RUN, Family.ENCRYPT, "aes-gcm", size=7),
        "gnutls_hash": Use(Role.RUN, Family.HASH, "sha256", size=2, arity=3),
        "gnutls_hash_fast": Use(Role.RUN, Family.HASH, "sha256", size=2, arity=4),
    },
    stems=(b"gnutls_",),
)

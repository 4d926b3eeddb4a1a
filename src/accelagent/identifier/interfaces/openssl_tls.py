"""TLS of OpenSSL: records are encrypted in pieces of at most 16 KiB, a handshake signs once."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

PART = Interface(
    name="openssl-tls",
    uses={
        "SSL_write": Use(Role.RUN, Family.ENCRYPT, "aes-gcm", size=2),
        "SSL_write_ex": Use(Role.RUN, Family.ENCRYPT, "aes-gcm", size=2),
        "SSL_read": Use(Role.RUN, Family.DECRYPT, "aes-gcm", size=2),
        "SSL_read_ex": Use(Role.RUN, Family.DECRYPT, "aes-gcm", size=2),
        "SSL_do_handshake": Use(Role.RUN, Family.SIGN, "rsa-2048"),
        "SSL_connect": Use(Role.RUN, Family.SIGN, "rsa-2048", arity=1),
        "SSL_sendfile": Use(Role.RUN, Family.ENCRYPT, "aes-gcm", size=3),
        "SSL_accept": Use(Role.RUN, Family.SIGN, "rsa-2048"),
    },
    stems=(b"SSL_write", b"SSL_read", b"SSL_do_handshake", b"SSL_accept", b"SSL_connect", b"SSL_sendfile"),
)

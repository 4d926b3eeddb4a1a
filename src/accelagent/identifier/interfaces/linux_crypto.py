"""The Linux kernel's crypto API: which engine runs a request is chosen by the algorithm's name and priority."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

PART = Interface(
    name="linux-crypto",
    uses={
        "crypto_acomp_compress": Use(Role.RUN, Family.COMPRESS, "deflate", arity=1),
        "crypto_acomp_decompress": Use(Role.RUN, Family.DECOMPRESS, "deflate", arity=1),
        "crypto_comp_compress": Use(Role.RUN, Family.COMPRESS, "deflate", size=2, arity=5),
        "crypto_comp_decompress": Use(Role.RUN, Family.DECOMPRESS, "deflate", size=2, arity=5),
        "crypto_scomp_compress": Use(Role.RUN, Family.COMPRESS, "deflate", size=2, arity=6),
        "crypto_scomp_decompress": Use(Role.RUN, Family.DECOMPRESS, "deflate", size=2, arity=6),
        "crypto_skcipher_encrypt": Use(Role.RUN, Family.ENCRYPT, "aes-cbc", arity=1),
        "crypto_skcipher_decrypt": Use(Role.RUN, Family.DECRYPT, "aes-cbc", arity=1),
        "crypto_aead_encrypt": Use(Role.RUN, Family.ENCRYPT, "aes-gcm", arity=1),
        "crypto_aead_decrypt": Use(Role.RUN, Family.DECRYPT, "aes-gcm", arity=1),
        "crypto_akcipher_sign": Use(Role.RUN, Family.SIGN, "rsa-2048", arity=1),
        "crypto_kpp_compute_shared_secret": Use(Role.RUN, Family.KEX, "x25519", arity=1),
    },
    stems=(b"crypto_",),
)

"""AES (CBC, CTR, GCM) and SHA-2 through OpenSSL's calls on QAT, from a size on; only where the specification allows it."""

from accelagent.codegen.recipes._evp import CIPHERS, DIGESTS
from accelagent.codegen.recipes._recipe import Recipe

PART = Recipe(
    name="offload-crypto",
    device="qat-4xxx",
    asynchronous=False,
    oneshots=frozenset(),
    flushes=frozenset(),
    crypto=CIPHERS | DIGESTS,
    knobs={
        "crypto_min_bytes": (2048, 8192, 16384, 32768),
        "crypto_block_bytes": (16384, 32768, 65536),
        "poll": ("busy", "yield", "sleep"),
    },
    defaults={"crypto_min_bytes": 8192, "crypto_block_bytes": 16384, "poll": "busy"},
)

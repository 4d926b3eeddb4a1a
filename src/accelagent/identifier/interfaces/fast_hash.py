"""Fast hashes without a cryptographic promise: no engine has them, and most of their inputs are keys."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

_ONE_CALL = ("XXH32", "XXH64", "XXH3_64bits", "XXH3_64bits_withSeed", "XXH3_128bits", "XXH128")
_UPDATES = ("XXH32_update", "XXH64_update", "XXH3_64bits_update", "XXH3_128bits_update")

PART = Interface(
    name="fast-hash",
    uses={
        **{n: Use(Role.RUN, Family.HASH, "xxh", size=1) for n in _ONE_CALL},
        **{n: Use(Role.RUN, Family.HASH, "xxh", size=2, stream=0) for n in _UPDATES},
    },
    stems=(b"XXH",),
)

"""zlib streams; the names of zlib-ng, miniz, other copies and of the Linux kernel are prefixes."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use


def _both(role: Role, names: str) -> dict[str, Use]:
    return {
        verb + name: Use(role, operation, "deflate", stream=0)
        for verb, operation in (("deflate", Family.COMPRESS), ("inflate", Family.DECOMPRESS))
        for name in names.split()
    }


_DEFLATE_STATE = "deflatePending deflateTune deflateSetHeader"
_INFLATE_STATE = "inflateSync inflateMark inflateGetHeader inflateBack inflateBackInit"

PART = Interface(
    name="zlib-stream",
    uses={
        "deflate": Use(Role.RUN, Family.COMPRESS, "deflate", stream=0, flush=1),
        "inflate": Use(Role.RUN, Family.DECOMPRESS, "deflate", stream=0, flush=1),
        "deflateInit": Use(Role.BEGIN, Family.COMPRESS, "deflate", stream=0, level=1),
        "deflateInit_": Use(Role.BEGIN, Family.COMPRESS, "deflate", stream=0, level=1),
        "deflateInit2": Use(Role.BEGIN, Family.COMPRESS, "deflate", stream=0, level=1, window=3),
        "deflateInit2_": Use(Role.BEGIN, Family.COMPRESS, "deflate", stream=0, level=1, window=3),
        "inflateInit": Use(Role.BEGIN, Family.DECOMPRESS, "deflate", stream=0),
        "inflateInit_": Use(Role.BEGIN, Family.DECOMPRESS, "deflate", stream=0),
        "inflateInit2": Use(Role.BEGIN, Family.DECOMPRESS, "deflate", stream=0, window=1),
        "inflateInit2_": Use(Role.BEGIN, Family.DECOMPRESS, "deflate", stream=0, window=1),
        "deflateParams": Use(Role.TUNE, Family.COMPRESS, "deflate", stream=0, level=1),
        "deflateBound": Use(Role.BOUND, Family.COMPRESS, "deflate", stream=0, size=1),
        **_both(Role.RESET, "Reset Reset2 ResetKeep"),
        **_both(Role.END, "End"),
        **_both(Role.STATE, "SetDictionary GetDictionary Copy Prime"),
        **{n: Use(Role.STATE, Family.COMPRESS, "deflate", stream=0) for n in _DEFLATE_STATE.split()},
        **{n: Use(Role.STATE, Family.DECOMPRESS, "deflate", stream=0) for n in _INFLATE_STATE.split()},
    },
    stems=(b"deflate", b"inflate"),
    prefixes=("", "zng_", "z_", "mz_", "Cr_z_", "zlib_"),
    shared=True,
)

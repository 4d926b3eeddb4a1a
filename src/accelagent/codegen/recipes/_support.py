"""The support file: one header, rendered from parts so that it holds only what its design uses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from accelagent.domain import Knob

if TYPE_CHECKING:
    from jinja2 import Environment

HEADER = "accel_offload.h"
LOOP_WINDOW = 32  # slots that a pipelined loop reserves on its stack; the depth knob uses up to that many
TEMPLATES = Path(__file__).parent / "support"

DEFAULTS: Mapping[str, Knob] = {
    "device": "auto",
    "min_bytes": 4096,
    "block_bytes": 65536,
    "depth": 8,
    "poll": "busy",
    "poll_us": 10,
    "level": 1,
    "incore_level": -1,
    "gather": 1,
    "spill": 0,
    "threshold": "fixed",
    "copy_min_bytes": 65536,
    "copy_depth": 16,
    "copy_share": 0,
    "copy_wait": "busy",
    "copy_wait_us": 20,
    "crypto_min_bytes": 8192,
    "crypto_block_bytes": 16384,
}
_QAT_KNOBS = ("min_bytes", "block_bytes", "gather", "poll", "poll_us", "level", "spill", "threshold")
_CRYPTO_KNOBS = ("crypto_min_bytes", "crypto_block_bytes")
_DSA_KNOBS = ("copy_min_bytes", "copy_depth", "copy_share", "copy_wait", "copy_wait_us")


_ZLIB = ("streams", "oneshot", "checksums", "uncompress", "loops", "inflate", "gzfiles")


@dataclass(frozen=True, slots=True)
class Features:
    """What the call sites and the recipes of one design need of the header."""

    isal: bool = False
    qat: bool = False
    asynchronous: bool = False
    streams: bool = False
    oneshot: bool = False
    checksums: bool = False
    uncompress: bool = False
    loops: bool = False
    inflate: bool = False
    gzfiles: bool = False
    dsa: bool = False
    iaa: bool = False
    ciphers: bool = False
    digests: bool = False
    memory: frozenset[str] = frozenset()  # functions on memory and kinds of loops that the call sites use

    @property
    def parts(self) -> str:
        """Names of what is set, from which the file can be generated again."""
        flags = [name for name in self.__slots__ if name != "memory" and getattr(self, name)]
        return ", ".join([*flags, *sorted(self.memory)])

    @property
    def zlib(self) -> bool:
        """Whether any of zlib's functions is replaced."""
        return any(getattr(self, name) for name in _ZLIB)

    @property
    def crypto(self) -> bool:
        """Whether any of OpenSSL's functions is replaced."""
        return self.ciphers or self.digests

    @property
    def otherwise(self) -> str:
        """What does the work where no device does."""
        parts = [*(["zlib"] if self.zlib else []), *(["OpenSSL"] if self.crypto else [])]
        return " and ".join([*parts, *(["the C library"] if self.memory else [])])

    @property
    def knobs(self) -> tuple[str, ...]:
        names = ["device"]
        if self.qat:
            names += [*_QAT_KNOBS, *(["depth"] if self.asynchronous else [])]
        names += [n for n in ("min_bytes", "poll", "poll_us") if self.iaa and not self.qat]
        if self.crypto:
            names += [n for n in ("poll", "poll_us") if n not in names] + list(_CRYPTO_KNOBS)
        names += [n for n in _DSA_KNOBS if self.dsa]
        return (*names, *(["incore_level"] if self.isal else []))

    @property
    def title(self) -> str:
        """What the file does, for its first line."""
        parts = [self._zlib_title] if self.zlib or not (self.memory or self.crypto) else []
        parts += ["operations on memory by DSA"] if self.memory else []
        parts += ["AES and SHA-2 of OpenSSL's calls on QAT"] if self.crypto else []
        return "; ".join(parts)

    @property
    def _zlib_title(self) -> str:
        ways = ["on the core with ISA-L"] if self.isal else []
        if self.qat:
            ways.append("on QAT, several requests at a time" if self.asynchronous else "on QAT")
        ways += ["on IAA"] if self.iaa else []
        compresses = self.streams or self.oneshot or self.loops
        mixed = self.inflate or self.gzfiles or not compresses
        what = "zlib calls" if mixed else "zlib compression"
        return f"{what} {' and '.join(ways)}"

    @property
    def libraries(self) -> str:
        names = ["ISA-L"] if self.isal else []
        names += ["Intel's QAT libraries"] if self.qat or self.crypto else []
        names += ["Intel's QPL"] if self.iaa else []
        names += ["DSA's work queues"] if self.dsa else []
        return f"{' and '.join(names)} {'is' if len(names) == 1 and self.isal else 'are'} looked for"


def features_of(text: str) -> Features | None:
    """What a support file was generated for; None when it is not, to the letter, what these features give."""
    found = re.search(r"^ \* Parts: ([\w ,]*)\.$", text, re.M)
    names = found[1].split(", ") if found else []
    flags = {name for name in Features.__slots__ if name != "memory"}
    plain = {name: True for name in names if name in flags}
    features = Features(**plain, memory=frozenset(names) - flags)
    return features if found and render(features, {}) == text else None


def united(one: str, other: str) -> str | None:
    """The support file for what two of them are for; None when either was changed by hand."""
    left, right = features_of(one), features_of(other)
    if left is None or right is None:
        return None
    flags = (name for name in Features.__slots__ if name != "memory")
    both = {name: True for name in flags if getattr(left, name) or getattr(right, name)}
    return render(Features(**both, memory=left.memory | right.memory), {})


def render(features: Features, knobs: Mapping[str, Knob]) -> str:
    """Text of the header with `knobs` over the defaults compiled in."""
    template = _environment().get_template("offload.h.j2")
    default = {**DEFAULTS, **{k: v for k, v in knobs.items() if k in DEFAULTS}}
    return template.render(
        **{name: getattr(features, name) for name in Features.__slots__},
        zlib=features.zlib,
        crypto=features.crypto,
        parts=features.parts,
        otherwise=features.otherwise,
        title=features.title,
        libraries=features.libraries,
        version=_version(),
        knobs=[f"ACCEL_{name.upper()}" for name in features.knobs],
        default=default,
        window=LOOP_WINDOW,
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # the output is C
    )


def _version() -> str:
    try:
        return version("accelagent")
    except PackageNotFoundError:
        from accelagent import __version__

        return __version__

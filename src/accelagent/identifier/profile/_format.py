"""What every reader of a profile gives: where time went, and what was called with which sizes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

Histogram = tuple[tuple[int, int], ...]  # (largest size of the bucket, calls), by size


@dataclass(frozen=True, slots=True)
class Row:
    """A call site, or with an empty `callee` a function with all that it calls."""

    function: str  # the caller; "" when the profile does not tell callers apart
    callee: str = ""
    file: str = ""
    line: int = 0
    share: float | None = None  # of the run's time; None: the profile has no times
    calls: int | None = None
    sizes: Histogram = ()
    threads: int = 0  # most at the same time; 0: unknown
    within: tuple[str, ...] = ()  # functions that `function` was inlined into


@dataclass(frozen=True, slots=True)
class Content:
    """One profile. `counted`: library functions that it would have seen; None: any function."""

    rows: tuple[Row, ...]
    basis: str  # what it rests on, for a reader: "1,204 samples"
    counted: frozenset[str] | None = None
    min_copy: int = 0  # bytes from which memory functions were counted


@dataclass(frozen=True, slots=True, eq=False)
class Format:
    """A profile format: `holds` looks at the first bytes of a file, `read` raises ValueError for a broken one."""

    name: str
    holds: Callable[[bytes], bool]
    read: Callable[[bytes], Content]


MEMORY = frozenset({"memcpy", "memmove", "memset", "memcmp"})
_VARIANT = re.compile(
    r"^_*(memcpy|memmove|memset|memcmp)(?:_chk)?(?:_(?:avx|sse|evex|erms|ssse|unaligned|generic)\w*)?$"
)


def simple(name: str) -> str:
    """A function's own name: without arguments, template parameters, scope, and the C library's variants."""
    name = re.sub(r"(?<=\w)\(.*$", "", name)
    while "<" in name and (shorter := re.sub(r"<[^<>]*>", "", name)) != name:
        name = shorter
    name = name.split("@")[0].rpartition("::")[2].strip()
    match = _VARIANT.match(name)
    if match:
        return match[1]
    name = re.sub(r"\.(?:constprop|isra|part|cold|\d+)\b.*$", "", name)
    return name.rpartition(".")[2]  # Go and Java: package.Type.method

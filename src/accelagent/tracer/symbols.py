"""Where a call site stands: function and line by addr2line where there is debug information, else the nearest symbol."""

from __future__ import annotations

import os
import re
import subprocess
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_LIMIT_S = 120
_SUFFIX = re.compile(
    r"\.(?:constprop|isra|part|cold|lto_priv)\b.*$"
)  # what the compiler adds to a clone's name


@dataclass(frozen=True, slots=True)
class Place:
    """A function with its file and line, as far as known; `by` is debug, symbol or address."""

    function: str
    file: str
    line: int
    by: str
    inlined_into: tuple[str, ...] = ()


def locate(sites: Mapping[str, Sequence[int]]) -> dict[tuple[str, int], Place]:
    """The place of each return address, by module and offset in it."""
    found: dict[tuple[str, int], Place] = {}
    for module, offsets in sites.items():
        ordered = sorted(set(offsets))
        # The call ends where the return address begins; one byte before is within it.
        by_debug = _addr2line(module, [o - 1 for o in ordered])
        missing = [o for o in ordered if not by_debug.get(o - 1)]
        by_symbol = _nearest(module, missing) if missing else {}
        for offset in ordered:
            place = by_debug.get(offset - 1) or by_symbol.get(offset)
            found[module, offset] = place or Place("", "", 0, "address")
    return found


def _addr2line(module: str, addresses: Sequence[int]) -> dict[int, Place]:
    """Places by address; nothing where the tool or its answer is missing."""
    if not os.path.isfile(module):  # noqa: PTH113  # the name may hold undecodable bytes
        return {}
    asked = "".join(f"{a:#x}\n" for a in addresses)
    argv = ["addr2line", "-a", "-f", "-C", "-i", "-e", module]
    try:
        done = subprocess.run(
            argv, input=asked.encode(), capture_output=True, timeout=_LIMIT_S, check=False
        ).stdout.decode("utf-8", "replace")
    except (OSError, subprocess.TimeoutExpired):
        return {}
    found: dict[int, Place] = {}
    for block in re.split(r"^(?=0x[0-9a-f]+$)", done, flags=re.M):
        lines = block.splitlines()
        if len(lines) < 3:
            continue
        frames = [(lines[i], lines[i + 1]) for i in range(1, len(lines) - 1, 2)]
        place = _frame(frames)
        if place:
            found[int(lines[0], 16)] = place
    return found


def _frame(frames: Sequence[tuple[str, str]]) -> Place | None:
    """The innermost function of an address, with the functions that it was inlined into."""
    name, where = frames[0]
    if name == "??":
        return None
    file, _, line = where.split(" (discriminator", 1)[0].rpartition(":")
    known = file not in ("", "??") and line.isdigit()
    outer = tuple(plain(n) for n, _ in frames[1:] if n != "??")
    return Place(
        plain(name), file if known else "", int(line) if known else 0, "debug" if known else "symbol", outer
    )


def plain(name: str) -> str:
    """A demangled or compiler-made name as the source has it, without its arguments."""
    name = _SUFFIX.sub("", name)
    return re.sub(r"\(.*\)(?:\s*(?:const|\[.*\]))*$", "", name) or name


def _nearest(module: str, offsets: Sequence[int]) -> dict[int, Place]:
    """The exported symbol that begins last before each address."""
    if not Path(module).is_file():
        return {}
    try:
        argv = ["nm", "-D", "-C", "-n", "--defined-only", module]
        done = subprocess.run(argv, capture_output=True, timeout=_LIMIT_S, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return {}
    rows = [line.split(" ", 2) for line in done.decode("utf-8", "replace").splitlines()]
    symbols = [(int(r[0], 16), r[2].split("@")[0]) for r in rows if len(r) == 3 and r[1] in "TtWwi"]
    starts = [start for start, _ in symbols]
    found = {}
    for offset in offsets:
        at = bisect_right(starts, offset) - 1
        if at >= 0:
            found[offset] = Place(plain(symbols[at][1]), "", 0, "nearest")
    return found

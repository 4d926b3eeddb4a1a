"""The histograms of Intel's DSA Transparent Offload library (DTO_COLLECT_STATS=1): sizes of the whole process, no call sites."""

from __future__ import annotations

import re

from accelagent.identifier.profile._format import MEMORY, Content, Format, Row

_TITLE = b"Number of Memory Operations"
_COLUMNS = ("memset", "memcpy", "memmove", "memcmp")
_LINE = re.compile(r"^\s*(?:(\d+)-(\d+)|>=\s*(\d+))\s+--\s+(.*)$")


def _holds(head: bytes) -> bool:
    return _TITLE in head


def _read(raw: bytes) -> Content:
    """Calls done by the C library and by the device; those that the device failed at were done by the library as well."""
    counts: dict[str, dict[int, int]] = {name: {} for name in _COLUMNS}
    text = raw.decode("utf-8", "replace").partition(_TITLE.decode())[2].partition("Average Memory")[0]
    for line in text.splitlines():
        match = _LINE.match(line)
        if not match:
            continue
        words = match[4].split()
        if len(words) < 9 or not all(w.isdigit() for w in words[:9]):
            raise ValueError(f"{line.strip()[:60]!r} is no line of a DTO histogram")
        # The last bucket has no end: what is known of it is where it begins.
        size = int(match[2] or match[3])
        for at, name in enumerate(_COLUMNS):
            calls = int(words[at]) + int(words[at + 5])
            if calls:
                counts[name][size] = counts[name].get(size, 0) + calls
    rows = tuple(
        Row("", name, calls=sum(sizes.values()), sizes=tuple(sorted(sizes.items())))
        for name, sizes in counts.items()
        if sizes
    )
    if not rows:
        raise ValueError("no count in it")
    return Content(rows, f"{sum(r.calls or 0 for r in rows)} calls of DTO", MEMORY)


PART = Format("dto", _holds, _read)

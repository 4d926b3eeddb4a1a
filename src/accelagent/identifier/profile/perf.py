"""The text of `perf script`, with stacks (`perf record -g`) or without."""

from __future__ import annotations

import re
from collections.abc import Iterator

from accelagent.identifier.profile import _stacks
from accelagent.identifier.profile._format import Content, Format

# COMM PID[/TID] [CPU] TIME: [PERIOD] EVENT: [rest]
_HEAD = re.compile(
    r"^\s{0,15}\S.*?\s+\d+(?:/\d+)?\s+(?:\[\d+\]\s+)?\d+\.\d+:\s+(?:(\d+)\s+)?([\w./:=,-]+?):(?:\s+(.*))?$"
)
_FRAME = re.compile(r"^\s*[0-9a-f]{4,16}\s+(.+?)(?:\+0x[0-9a-f]+)?\s+\((?!.*\()([^()]*)\)\s*$")
_SOURCE = re.compile(r"^\s+(\S+):(\d+)(?:\s*\(.*\))?$")


def _holds(head: bytes) -> bool:
    lines = [x for x in head.decode("utf-8", "replace").splitlines() if x.strip() and not x.startswith("#")]
    return bool(lines) and _HEAD.match(lines[0]) is not None


def _read(raw: bytes) -> Content:
    samples = list(_samples(raw.decode("utf-8", "replace")))
    if not samples:
        raise ValueError("no sample in it")
    return Content(_stacks.rows(samples), f"{len(samples)} samples of perf")


def _samples(text: str) -> Iterator[_stacks.Sample]:
    frames: list[_stacks.Frame] = []
    weight = 0
    for line in text.splitlines():
        head = None if line.startswith(("\t", "#")) else _HEAD.match(line)
        if head:
            if frames:
                yield frames, weight
            frames, weight = [], int(head[1] or 1)
            line = head[3] or ""
        frame, source = _FRAME.match(line), _SOURCE.match(line)
        if frame:
            frames.append(("" if frame[1] == "[unknown]" else frame[1], "", 0))
        elif source and frames:
            frames[-1] = (frames[-1][0], source[1], int(source[2]))
    if frames:
        yield frames, weight


PART = Format("perf", _holds, _read)

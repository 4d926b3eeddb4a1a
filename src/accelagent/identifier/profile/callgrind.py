"""A `callgrind.out` file: instructions per function, and per call with counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from accelagent.identifier.profile._format import Content, Format, Row, simple

_COST = re.compile(r"^[+\-*\d]")


def _holds(head: bytes) -> bool:
    return b"callgrind format" in head[:200] or bool(
        re.search(rb"^events: ", head, re.M) and re.search(rb"^fn=", head, re.M)
    )


@dataclass(slots=True)
class _Reader:
    names: dict[str, dict[str, str]] = field(default_factory=lambda: {"fl": {}, "fn": {}})
    positions: int = 1
    line: int = 0
    file: str = ""
    function: str = ""
    callee: str | None = None  # of the call whose cost comes next
    calls: int = 0
    own: dict[tuple[str, str], int] = field(default_factory=dict)
    paid: dict[tuple[str, str, str, int], list[int]] = field(default_factory=dict)

    def take(self, line: str) -> None:
        key, equals, value = line.partition("=")
        if line.startswith("positions:"):
            self.positions = len(line.split()) - 1
        elif _COST.match(line):
            self._cost(line.split())
        elif equals and key in ("fl", "fi", "fe"):
            self.file = self._name("fl", value)
        elif equals and key == "fn":
            self.function = simple(self._name("fn", value))
        elif equals and key == "cfn":
            self.callee = simple(self._name("fn", value))
        elif equals and key in ("cfi", "cfl"):
            self._name("fl", value)
        elif equals and key == "calls":
            self.calls = int(value.split()[0])

    def _name(self, kind: str, value: str) -> str:
        match = re.match(r"^\((\d+)\)(?:\s+(.*))?$", value)
        if not match:
            return value
        if match[2]:
            self.names[kind][match[1]] = re.sub(r"'\d+$", "", match[2])
        return self.names[kind].get(match[1], "")

    def _cost(self, words: list[str]) -> None:
        where = words[self.positions - 1]
        if where != "*":
            self.line = self.line + int(where) if where[0] in "+-" else int(where)
        cost = int(words[self.positions]) if len(words) > self.positions else 0
        if self.callee is not None:
            entry = self.paid.setdefault((self.function, self.callee, self.file, self.line), [0, 0])
            entry[0] += cost
            entry[1] += self.calls
            self.callee = None
        else:
            self.own[self.function, self.file] = self.own.get((self.function, self.file), 0) + cost


def _read(raw: bytes) -> Content:
    reader = _Reader()
    for number, line in enumerate(raw.decode("utf-8", "replace").splitlines(), 1):
        try:
            reader.take(line)
        except (ValueError, IndexError) as error:
            raise ValueError(f"line {number}: {line[:60]!r} is no callgrind line") from error
    whole = sum(reader.own.values())
    if not whole:
        raise ValueError("no cost in it")
    called: dict[str, int] = {}
    for (function, callee, _, _), (cost, _) in reader.paid.items():
        if function != callee:
            called[function] = called.get(function, 0) + cost
    own: dict[str, int] = {}
    files: dict[str, str] = {}
    for (function, file), cost in reader.own.items():
        own[function] = own.get(function, 0) + cost
        files.setdefault(function, file)
    rows = [
        Row(f, file=files.get(f, ""), share=min(1.0, (own.get(f, 0) + called.get(f, 0)) / whole))
        for f in sorted({*own, *called})
    ]
    rows += [
        Row(function, callee, file, line, min(1.0, cost / whole), calls)
        for (function, callee, file, line), (cost, calls) in sorted(reader.paid.items())
    ]
    return Content(tuple(rows), f"{whole} instructions of callgrind")


PART = Format("callgrind", _holds, _read)

"""Fault schedules: what goes wrong at which request, from files or from the presets that ship with the package."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from accelagent.errors import SpecError

_PRESETS = Path(__file__).parent / "presets"
KINDS = (
    "absent",
    "queue-full",
    "error",
    "overflow",
    "verify",
    "page-fault",
    "slow",
    "reset",
    "hang",
    "corrupt",
    "no-instances",
    "no-memory",
)
DEVICES = ("qat", "dsa", "iaa")
OPERATIONS = (
    *("compress", "decompress", "encrypt", "decrypt", "hash", "sign", "verify"),
    *("copy", "fill", "compare", "crc", "scan"),
)
_MOST = 32  # rules of one run (faults.c)


@dataclass(frozen=True, slots=True)
class Fault:
    """One rule: at requests `first`, `first + every`, …, `count` of them (0: without end), each with `probability`."""

    kind: str
    device: str = ""  # any
    operation: str = ""  # any
    first: int = 0
    every: int = 1
    count: int = 0
    probability: float = 1.0
    factor: float = 20.0  # slow: of the engine's time
    burst: tuple[int, int] = (1, 1)  # queue-full: refusals in a row; no-instances: how many are left
    seed: int = 0


@cache
def presets() -> tuple[str, ...]:
    """Names of the schedules that ship with the package."""
    return tuple(sorted(path.stem for path in _PRESETS.glob("*.toml")))


def schedule(text: str) -> tuple[Fault, ...]:
    """The rules of a comma-separated list of preset names and paths of TOML files; SpecError says where one is wrong."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    rules = tuple(rule for word in words for rule in _load(_path(word)))
    if len(rules) > _MOST:
        raise SpecError(f"emulator: faults: {len(rules)} rules; allowed: at most {_MOST}")
    return rules


def lines(rules: tuple[Fault, ...]) -> str:
    """The rules as the C side reads them (faults.c)."""
    return "".join(
        f"fault = {r.kind} {r.device or '*'} {r.operation or '*'} {r.first} {r.every} {r.count} {r.probability!r} "
        f"{r.factor!r} {r.burst[0]} {r.burst[1]} {r.seed}\n"
        for r in rules
    )


def _path(word: str) -> Path:
    if word in presets():
        return _PRESETS / f"{word}.toml"
    if word.endswith(".toml") or "/" in word:
        return Path(word)
    raise SpecError(
        f"emulator: faults: {word!r} is unknown; allowed: {', '.join(presets())}, or the path of a .toml file"
    )


def _load(path: Path) -> list[Fault]:
    try:
        text = path.read_text(encoding="utf-8")
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+)", str(error))
        raise SpecError(f"{path}:{found[1] if found else 1}: {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError(f"{path}: {getattr(error, 'strerror', None) or 'not UTF-8 text'}") from error
    return _Reader(path, text.splitlines()).rules(document)


@dataclass(frozen=True, slots=True)
class _Reader:
    path: Path
    text: list[str]

    def rules(self, document: Mapping[str, Any]) -> list[Fault]:
        for key in document:
            if key not in ("seed", "fault"):
                self._wrong(-1, key, "is unknown; allowed: seed, [[fault]]")
        seed = self._natural(-1, document, "seed", 0, 0)
        tables = document.get("fault", [])
        if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
            self._wrong(-1, "fault", "must be tables: [[fault]]")
        return [self._rule(i, table, seed) for i, table in enumerate(tables)]

    def _rule(self, at: int, table: Mapping[str, Any], seed: int) -> Fault:
        allowed = tuple(f for f in Fault.__dataclass_fields__ if f != "seed")
        for key in table:
            if key not in allowed:
                self._wrong(at, key, f"is unknown; allowed: {', '.join(allowed)}")
        kind = self._word(at, table, "kind", KINDS)
        if not kind:
            self._wrong(at, "kind", f"is missing; allowed: {', '.join(KINDS)}")
        return Fault(
            kind,
            self._word(at, table, "device", DEVICES),
            self._word(at, table, "operation", OPERATIONS),
            self._natural(at, table, "first", 0, 0),
            self._natural(at, table, "every", 1, 1),
            self._natural(at, table, "count", 0, 0),
            self._number(at, table, "probability", 1.0, 0.0, 1.0),
            self._number(at, table, "factor", 20.0, 1.0, 1e6),
            self._burst(at, table, 0 if kind == "no-instances" else 1),
            seed + at,
        )

    def _word(self, at: int, table: Mapping[str, Any], key: str, allowed: tuple[str, ...]) -> str:
        value = table.get(key, "")
        if key in table and value not in allowed:
            self._wrong(at, key, f"{value!r} is unknown; allowed: {', '.join(allowed)}")
        return str(value)

    def _natural(self, at: int, table: Mapping[str, Any], key: str, default: int, least: int) -> int:
        value = table.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value < 1 << 63:
            self._wrong(at, key, f"{value!r}; allowed: a whole number from {least}")
        return int(value)

    def _number(
        self, at: int, table: Mapping[str, Any], key: str, default: float, low: float, high: float
    ) -> float:
        value = table.get(key, default)
        if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
            self._wrong(at, key, f"{value!r}; allowed: a number from {low:g} to {high:g}")
        return float(value)

    def _burst(self, at: int, table: Mapping[str, Any], default: int) -> tuple[int, int]:
        value = table.get("burst", default)
        ends = value if isinstance(value, list) else [value, value]
        whole = all(isinstance(end, int) and not isinstance(end, bool) for end in ends)
        if not whole or len(ends) != 2 or not 0 <= ends[0] <= ends[1] < 1 << 31:
            self._wrong(at, "burst", f"{value!r}; allowed: a whole number or [least, most]")
        return (ends[0], ends[1])

    def _wrong(self, at: int, key: str, what: str) -> None:
        raise SpecError(f"{self.path}:{self._line(at, key)}: {key}: {what}")

    def _line(self, at: int, key: str) -> int:
        """The key's line in the table of that number (-1: before the first), or the table's own."""
        heads = [i for i, line in enumerate(self.text) if re.match(r"\s*\[\[\s*fault\s*\]\]", line)]
        begin = heads[at] if 0 <= at < len(heads) else 0
        end = heads[at + 1] if at + 1 < len(heads) else len(self.text)
        for i in range(begin, end):
            if re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", self.text[i]):
                return i + 1
        return begin + 1

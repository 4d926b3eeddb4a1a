"""Annotated snippets: what stands on the line above, against what the Identifier says."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from accelagent.devices import catalogue, device, usual
from accelagent.domain import Region
from accelagent.identifier import identify

BLIND = "blind"  # folders of this prefix are scored apart
FORMERLY = "formerly-blind"  # and of this one
_MARK = re.compile(r"(?://|#)\s*(region|degrades|not):\s*(.+)")
_MARKED = re.compile(rb"(?://|#)[ \t]*(?:region|degrades|not):[^\n]*")


@dataclass(frozen=True, slots=True)
class Mark:
    """One annotation: the line it is about, its kind and its words."""

    line: int
    kind: str  # region | degrades | not
    words: tuple[str, ...]


def marks(text: str) -> list[Mark]:
    """The annotations of a snippet; each is about the next line."""
    found = enumerate(text.splitlines(), 1)
    return [Mark(n + 1, m[1], tuple(m[2].split())) for n, line in found if (m := _MARK.search(line))]


def snippets(folder: Path) -> list[Path]:
    """Every annotated file of a folder, by name; folders `blind*` and `formerly-blind*` in it are sets of their own."""
    inside = (p for p in sorted(folder.rglob("*")) if not _is_apart(p.relative_to(folder).parts[:-1]))
    files = (p for p in inside if p.is_file() and p.suffix != ".md")
    return [p for p in files if marks(p.read_text(encoding="utf-8", errors="replace"))]


def _is_apart(parts: Sequence[str]) -> bool:
    return any(part.startswith((BLIND, FORMERLY)) for part in parts)


def blind_sets(corpus: Path, prefix: str = BLIND) -> list[Path]:
    """The folders that were labelled without sight of the rules, by name; with FORMERLY those whose answers were used since."""
    return sorted(p for p in corpus.glob(f"{prefix}*") if p.is_dir())


def answers(file: Path, wanted: Sequence[Mark], without: str = "") -> dict[str, tuple[Region, ...]]:
    """The regions with the whole catalogue (key "") and for each device that an annotation names."""
    named = {w for m in wanted for w in m.words if w in catalogue()}
    return {name: _regions(file, name, without) for name in ("", *sorted(named))}


def _regions(file: Path, name: str, without: str) -> tuple[Region, ...]:
    """Of the snippet without its annotations: they are comments that say what the code should not have to."""
    models = [device(name)] if name else list(usual())
    text = file.read_bytes()
    with tempfile.TemporaryDirectory(prefix="accelagent-corpus-") as scratch:
        bare = Path(scratch) / file.name
        bare.write_bytes(_MARKED.sub(b"", text))
        return identify(bare, service="corpus", devices=models, without=without).regions

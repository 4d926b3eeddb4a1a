"""Knowledge entries: Markdown files with front matter, one per fact or pattern."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from accelagent.domain import Family, Grade
from accelagent.errors import SpecError

KINDS = ("pattern", "anti-pattern", "interface", "limit", "device")
_KEYS = ("id", "title", "device", "kind", "operations", "sources", "grade")
_MAY = ("enforced",)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; `device` is a catalogue model or `*` for all, `text` is Markdown.

    `enforced` says what sees to it: `identifier` (a verdict or reason), `recipe:NAME`, `gate:NAME` or `plan:RULE`; nothing
    means that it is the engineer's to mind.
    """

    id: str
    title: str
    device: str
    kind: str
    operations: tuple[Family, ...]
    sources: tuple[str, ...]
    grade: Grade
    text: str
    enforced: tuple[str, ...] = ()

    def concerns(self, device: str) -> bool:
        """Whether it holds for that catalogue model."""
        return self.device in ("*", device)


@cache
def entries() -> Mapping[str, Entry]:
    """All entries of this package by id."""
    files = sorted((Path(__file__).parent / "entries").glob("*.md"))
    read = [parse(f.name, f.read_text(encoding="utf-8")) for f in files]
    return MappingProxyType({e.id: e for e in read})


def parse(name: str, text: str) -> Entry:
    """One entry from the text of its file; SpecError names file and key."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    head, _, body = text.removeprefix("---\n").partition("\n---\n")
    try:
        fields = YAML(typ="safe", pure=True).load(head)
    except YAMLError as error:
        raise SpecError(f"{name}: front matter: {' '.join(str(error).split())}") from error
    if not text.startswith("---\n") or not isinstance(fields, dict) or set(fields) - set(_MAY) != set(_KEYS):
        raise SpecError(f"{name}: front matter: exactly these keys are needed: {', '.join(_KEYS)}")
    if fields["kind"] not in KINDS:
        raise SpecError(f"{name}: kind: {fields['kind']!r}; allowed: {', '.join(KINDS)}")
    try:
        operations = tuple(Family(o) for o in fields["operations"])
        grade = Grade(fields["grade"])
    except (TypeError, ValueError) as error:
        raise SpecError(f"{name}: operations, grade: {error}") from error
    return Entry(
        id=str(fields["id"]),
        title=str(fields["title"]),
        device=str(fields["device"]),
        kind=str(fields["kind"]),
        operations=operations,
        sources=tuple(str(s) for s in fields["sources"]),
        grade=grade,
        text=body.strip(),
        enforced=tuple(str(e) for e in fields.get("enforced", ())),
    )

"""Edits as a model writes them best: exact text to replace, and the texts they give."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, Field

from accelagent.domain import Patch

MAX_BYTES = 512 << 10


class Edit(BaseModel):
    """Replace `old`, which occurs exactly once in the file, by `new`; an empty `old` makes a new file."""

    path: str = Field(description="file, relative to the service's source")
    old: str = Field(
        description="exact text to replace, with enough lines to be unique; empty for a new file"
    )
    new: str = Field(description="text to put in its place")


def applied(root: Path, base: Patch | None, edits: Sequence[Edit]) -> Patch | str:
    """The edits over the source as `base` leaves it, or why one does not apply."""
    texts = dict(base.files) if base else {}
    if not edits:
        return "no edit was given"
    for number, edit in enumerate(edits, 1):
        place = Path(edit.path)
        if place.is_absolute() or ".." in place.parts or not edit.path.strip():
            return f"edit {number}: {edit.path[:80]!r} is not a path inside the source"
        if len(edit.new) > MAX_BYTES:
            return f"edit {number}: {len(edit.new)} characters; allowed: {MAX_BYTES}"
        found = _one(texts.get(edit.path), root / edit.path, edit)
        if found is None:
            return (
                f"edit {number}: {edit.path[:80]}: {_complaint(texts.get(edit.path), root / edit.path, edit)}"
            )
        texts[edit.path] = found
    return Patch(tuple(texts.items()), base.regions if base else ())


def _one(present: str | None, path: Path, edit: Edit) -> str | None:
    text = _text(present, path)
    if not edit.old:
        return edit.new if text is None else None
    if text is None or text.count(edit.old) != 1:
        return None
    return text.replace(edit.old, edit.new, 1)


def _text(present: str | None, path: Path) -> str | None:
    if present is not None:
        return present
    return path.read_text("utf-8", "surrogateescape") if path.is_file() else None


def _complaint(present: str | None, path: Path, edit: Edit) -> str:
    text = _text(present, path)
    if text is None:
        return "there is no such file"
    if not edit.old:
        return "the file exists; give the text to replace"
    times = text.count(edit.old)
    return f"the text to replace occurs {times} times; it has to occur exactly once"

"""What a model may look at: files of the service, the knowledge base, device limits. All of it read-only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from accelagent.domain import Patch

_LINES = 200
_HITS = 30
_SKIPPED = frozenset({".git", ".svn", ".hg", "node_modules"})


def reading(root: Path, base: Patch | None = None) -> tuple[Callable[..., str], ...]:
    """Tools over the tree as `base` leaves it. What they return is data; it stands between markers."""
    texts = dict(base.files) if base else {}

    def read_file(path: str, first_line: int = 1) -> str:
        """Up to 200 lines of a source file from `first_line` (counted from 1)."""
        text = _text(root, texts, path)
        if text is None:
            return f"no file {path[:100]!r}"
        lines = text.splitlines()[max(0, first_line - 1) :][:_LINES]
        return marked(path, "\n".join(lines))

    def search_code(pattern: str) -> str:
        """Lines of the source that a regular expression matches, as path:line: text."""
        try:
            wanted = re.compile(pattern)
        except re.error as error:
            return f"not a regular expression: {error}"
        hits = []
        for name, text in _all(root, texts):
            hits += [
                f"{name}:{n}: {line[:160]}"
                for n, line in enumerate(text.splitlines(), 1)
                if wanted.search(line)
            ]
            if len(hits) > _HITS:
                break
        return marked("search", "\n".join(hits[:_HITS]) or "nothing")

    return read_file, search_code


def search_knowledge(words: str) -> str:
    """Patterns, limits and interface sequences nearest to the words or API names."""
    from accelagent.knowledge import search

    found = search(words, limit=3)
    return "\n\n".join(f"[{e.id}] {e.title}\n{e.text}" for e in found) or "nothing"


def device_limits(name: str) -> str:
    """A device model's numbers with ranges, such as ring depth, engines, latency."""
    from accelagent.devices import catalogue

    known = catalogue()
    if name not in known:
        return f"no device {name[:40]!r}; there are {', '.join(known)}"
    rows = [
        f"{k} = {p.value:g} {p.unit} ({p.low:g} to {p.high:g}, {p.grade})"
        for k, p in known[name].parameters.items()
    ]
    return f"{known[name].title}\n" + "\n".join(rows)


def marked(name: str, text: str) -> str:
    """Text of the source tree between markers that it cannot forge."""
    fence = "=" * 8
    while fence in text:
        fence += "="
    return f"{fence} data: {name} {fence}\n{text}\n{fence} end of data {fence}"


def _text(root: Path, texts: dict[str, str], path: str) -> str | None:
    if path in texts:
        return texts[path]
    place = (root / path).resolve()
    if not place.is_relative_to(root.resolve()) or not place.is_file() or place.stat().st_size > (4 << 20):
        return None
    return place.read_text("utf-8", "replace")


def _all(root: Path, texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    yield from texts.items()
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if name.suffix in {".c", ".h", ".cc", ".cpp", ".hpp"} and not _SKIPPED & set(name.parts):
            text = _text(root, {}, name.as_posix())
            if text is not None and name.as_posix() not in texts:
                yield name.as_posix(), text

"""Documents of the user's own: taken as Markdown, text, HTML or PDF into the user's data directory, cut into entries."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path

from accelagent.domain import Grade, digest
from accelagent.errors import SourceError
from accelagent.knowledge.entry import Entry

KINDS = (".md", ".markdown", ".txt", ".text", ".html", ".htm", ".pdf")
_PIECE = 2400  # characters of one entry: a screen or two
_LARGEST = 64 << 20


def folder() -> Path:
    """Where they lie: below $XDG_DATA_HOME or ~/.local/share."""
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data) / "accelagent" / "knowledge"


def add(path: Path) -> int:
    """Take a document, or every document of a directory; the number of entries. Again replaces; SourceError if unusable."""
    if path.is_dir():
        found = sorted(p for p in path.rglob("*") if p.suffix.lower() in KINDS and p.is_file())
        if not found:
            raise SourceError(f"{path}: holds no document; allowed: {', '.join(KINDS)}")
        return sum(add(p) for p in found)
    pieces = [p for p in _pieces(path) if p[1].strip()]
    if not pieces:
        raise SourceError(f"{path}: holds no text (a scanned PDF has only pictures)")
    folder().mkdir(parents=True, exist_ok=True)
    name = digest(str(path.resolve()))
    rows = [
        {"id": f"own-{name}-{number}", "title": f"{path.name}: {title}", "source": f"{path.resolve()}, {where}", "text": text}
        for number, (title, text, where) in enumerate(pieces, 1)
    ]  # fmt: skip
    target = folder() / f"{name}.json"
    scratch = target.with_suffix(f".{os.getpid()}")
    scratch.write_text(json.dumps(rows), encoding="utf-8")
    scratch.replace(target)
    return len(rows)


def own() -> tuple[Entry, ...]:
    """The entries of all documents that were added."""
    found = []
    for file in sorted(folder().glob("*.json")) if folder().is_dir() else ():
        try:
            rows = json.loads(file.read_text(encoding="utf-8"))
            found += [_entry(row) for row in rows]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise SourceError(f"{file}: is not a document that knowledge add wrote; remove it") from error
    return tuple(found)


def _entry(row: dict[str, str]) -> Entry:
    return Entry(row["id"], row["title"], "*", "document", (), (row["source"],), Grade.ASSUMED, row["text"])


def _pieces(path: Path) -> Iterator[tuple[str, str, str]]:
    """(title, text, where in the document) of each piece."""
    if path.suffix.lower() not in KINDS:
        raise SourceError(f"{path}: {path.suffix or 'no suffix'} is not read; allowed: {', '.join(KINDS)}")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror}") from error
    if len(content) > _LARGEST:
        raise SourceError(f"{path}: {len(content) >> 20} MiB; allowed: up to {_LARGEST >> 20} MiB")
    match path.suffix.lower():
        case ".pdf":
            yield from _pdf(path)
        case ".html" | ".htm":
            reader = _Text()
            reader.feed(content.decode("utf-8", "replace"))
            yield from _cut("".join(reader.found))
        case _:
            yield from _cut(content.decode("utf-8", "replace"))


def _pdf(path: Path) -> Iterator[tuple[str, str, str]]:
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        raise SourceError(f"{path}: reading PDF needs: pip install 'accelagent[pdf]'") from None
    try:
        for number, page in enumerate(PdfReader(path).pages, 1):
            text = page.extract_text()
            yield f"page {number}", text, f"page {number}"
    except (PyPdfError, ValueError, KeyError, OSError) as error:
        raise SourceError(f"{path}: is no readable PDF: {' '.join(str(error).split())}") from error


def _cut(text: str) -> Iterator[tuple[str, str, str]]:
    """At headings, and long sections at blank lines."""
    title, lines, start, size = "beginning", list[str](), 1, 0
    for number, line in enumerate(text.splitlines(), 1):
        heading = re.match(r"#{1,4}\s+(.+)", line)
        if heading or (size > _PIECE and not line.strip()):
            yield title, "\n".join(lines), _lines(start, number - 1)
            lines, start, size = [], number, 0
            title = heading[1].strip() if heading else title
        lines.append(line)
        size += len(line)
    yield title, "\n".join(lines), _lines(start, start + max(len(lines) - 1, 0))


def _lines(first: int, last: int) -> str:
    return f"line {first}" if first >= last else f"lines {first} to {last}"


class _Text(HTMLParser):
    """What a reader sees, with headings as in Markdown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._hidden += 1
        elif tag in ("h1", "h2", "h3", "h4"):
            self.found.append(f"\n\n{'#' * int(tag[1])} ")
        elif tag in ("p", "br", "li", "tr", "div", "pre", "section"):
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._hidden = max(0, self._hidden - 1)
        elif tag in ("h1", "h2", "h3", "h4", "p"):
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append(data)

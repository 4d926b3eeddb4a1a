"""Full-text search over the entries, in which parts of identifiers count as words."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping

from accelagent.knowledge.documents import own
from accelagent.knowledge.entry import Entry, entries

_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def search(text: str, device: str | None = None, kind: str | None = None, limit: int = 10) -> list[Entry]:
    """The entries nearest to the words, best first; `device` and `kind` leave others out. Empty for no words."""
    words = sorted(set(_tokens(text)))
    if not words:
        return []
    every = (*entries().values(), *own())
    known = {e.id: e for e in every if (not device or e.concerns(device)) and kind in (None, e.kind)}
    query = " OR ".join(f'"{w}"' for w in words)
    with _index(known) as index:
        # Weights: a title says what an entry is about, its body what it mentions.
        rows = index.execute(
            "SELECT id FROM entry WHERE entry MATCH ? ORDER BY bm25(entry, 4.0, 8.0, 1.0), id LIMIT ?",
            (query, limit),
        ).fetchall()
    index.close()
    return [known[row[0]] for row in rows]


def _index(known: Mapping[str, Entry]) -> sqlite3.Connection:
    index = sqlite3.connect(":memory:")
    index.execute("CREATE VIRTUAL TABLE entry USING fts5(id, title, body, tokenize='porter unicode61')")
    rows = [
        (e.id, _spread(e.title), _spread(" ".join([e.text, *e.operations, *e.sources])))
        for e in known.values()
    ]
    index.executemany("INSERT INTO entry VALUES (?, ?, ?)", rows)
    return index


def _spread(text: str) -> str:
    """The text with the parts of its identifiers beside them: `deflateSetDictionary` also as three words."""
    return text + " " + " ".join(_tokens(text))


def _tokens(text: str) -> list[str]:
    found = []
    for word in re.findall(r"\w+", text):
        parts = [p.lower() for p in _PART.findall(word)]
        found += [word.lower(), *(parts if len(parts) > 1 else [])]
    return found

"""What crosses files, what a file's regions were read from, and answers about one file that outlive the scan."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Key = Any  # hashable: what was asked about a file


@dataclass(slots=True)
class Trace:
    """What something was read from beyond the text at hand; the same answers give the same result."""

    # Files, and of those that do not parse as a whole which names the parser was shown the callers of:
    # where it recovers depends on all of what it sees.
    sources: dict[str, bytes] = field(default_factory=dict)
    constants: dict[str, str | None] = field(default_factory=dict)
    mentions: dict[str, tuple[tuple[str, ...], bool]] = field(default_factory=dict)

    def add(self, other: Trace) -> None:
        """What was read from that reads from this."""
        self.sources.update({p: view for p, view in other.sources.items() if view or p not in self.sources})
        self.constants.update(other.constants)
        self.mentions.update(other.mentions)


@dataclass(slots=True)
class Links:
    """What crosses files, as a look at every file has shown it."""

    interesting: dict[str, None] = field(default_factory=dict)  # files that hold interface calls, in order
    constants: dict[str, str] = field(default_factory=dict)  # of all headers
    # Files by name of a function with regions.
    mentions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    crowded: frozenset[str] = frozenset()  # names that more files mention than are looked at
    # Names of the project's wrappers that matter to a file.
    wrappers: Mapping[str, frozenset[bytes]] = field(default_factory=dict)
    changed: Mapping[str, bytes] = field(default_factory=dict)  # content of files that are not as remembered
    # Names of functions with regions that are called in a file.
    called: Mapping[str, frozenset[bytes]] = field(default_factory=dict)

    def view(self, path: str) -> bytes:
        """Digest of what decides which blocks of a file the parser is shown."""
        names = sorted(self.called.get(path, ())), sorted(self.wrappers.get(path, ()))
        return hashlib.blake2b(repr((path in self.interesting, names)).encode(), digest_size=8).digest()

    def of(self, name: str) -> tuple[tuple[str, ...], bool]:
        """Files in which a function that holds a region may be called, and whether these are all there are."""
        return self.mentions.get(name, ()), name not in self.crowded


@dataclass(frozen=True, slots=True)
class Evidence:
    """A trace with the contents that its files had."""

    trace: Trace
    contents: dict[str, bytes]

    def holds(self, links: Links, content: Callable[[str], bytes | None]) -> bool:
        """Whether everything is still so."""
        trace = self.trace
        return (
            all(content(p) == c for p, c in self.contents.items())
            and all(not v or links.view(p) == v for p, v in trace.sources.items())
            and all(links.of(n) == given for n, given in trace.mentions.items())
            and all(links.constants.get(n) == text for n, text in trace.constants.items())
        )


Told = dict[Key, tuple[Any, Evidence | None]]  # None: read from the file alone, which parses


def merged(old: bytes, new: Told) -> bytes:
    """Answers about one file in the form that is kept: most are never asked for again."""
    return pickle.dumps({**(pickle.loads(old) if old else {}), **new}, protocol=pickle.HIGHEST_PROTOCOL)


class Recall:
    """Answers about files, of this scan and of the last: those that would be given again are not worked out again."""

    def __init__(self, remembered: Mapping[str, tuple[bytes, bytes]]) -> None:
        """`remembered` holds content and packed answers by path."""
        self._remembered = remembered
        self._old: dict[str, Told] = {}
        self._made: dict[str, dict[Key, tuple[Any, Trace]]] = {}
        self.links = Links()

    def content(self, path: str) -> bytes | None:
        """Digest of a file as it is now."""
        return self.links.changed.get(path) or self._remembered.get(path, (None,))[0]

    def get(self, path: str, key: Key) -> tuple[Any, Trace] | None:
        """The answer with what it was read from, where one was given that holds."""
        found = self._made.setdefault(path, {}).get(key)
        if found is None:
            old = self._answers(path).get(key)
            if old is not None and (old[1] is None or old[1].holds(self.links, self.content)):
                found = old[0], old[1].trace if old[1] else Trace({path: b""})
        return found

    def put(self, path: str, key: Key, value: Any, trace: Trace) -> None:
        """Keep an answer."""
        self._made.setdefault(path, {})[key] = value, trace

    def link(self, links: Links) -> None:
        """What the tree says now."""
        self.links = links
        self._made.clear()

    def _answers(self, path: str) -> Told:
        if path not in self._old:
            content, answers = self._remembered.get(path, (b"", b""))
            same = bool(answers) and path not in self.links.changed
            self._old[path] = pickle.loads(answers) if same else {}
        return self._old[path]

    def made(self) -> dict[str, Told]:
        """New answers by path."""
        return {
            path: {key: (value, self._evidence(path, trace)) for key, (value, trace) in new.items()}
            for path, new in self._made.items()
            if new
        }

    def _evidence(self, path: str, trace: Trace) -> Evidence | None:
        alone = trace.sources == {path: b""} and not trace.constants and not trace.mentions
        return None if alone else evidence(trace, self.content)


def evidence(trace: Trace, content: Callable[[str], bytes | None]) -> Evidence:
    """The trace as it can be checked later."""
    return Evidence(trace, {p: content(p) or b"" for p in sorted(trace.sources)})

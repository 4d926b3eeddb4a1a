"""Streams of C++ that compress what is written to them: Boost.Iostreams, Poco, gzstream and zstr."""

from __future__ import annotations

import re
from collections.abc import Iterator

from accelagent.csource import CallSite, SourceFile
from accelagent.domain import Family
from accelagent.identifier.sites import Role, Site, Use

_STEMS = (b"compressor", b"flating", b"gzstream", b"zstr::")  # each found far faster than the pattern
_TRIGGER = rb"(?:gzip|zlib)_(?:de)?compressor|(?:De|In)flating(?:Out|In)putStream|\b[oi]gzstream\b|\bzstr::"
_PACKS = r"DeflatingOutputStream|ogzstream|zstr::o(?:f)?stream"
_UNPACKS = r"InflatingInputStream|igzstream|zstr::i(?:f)?stream"
_DECLARED = re.compile(rf"\b(?:(?P<pack>{_PACKS})|(?P<unpack>{_UNPACKS}))\s+(?P<name>\w+)\s*[({{;=]")
_PUSHED = re.compile(r"\b(?P<name>\w+)\.push\(\s*(?:\w+::)*(?:gzip|zlib)_(?P<back>de)?compressor")
_CALLS = ("copy", "copyStream", "copyStream64", "copyStreamUnbuffered", "getline")
_METHODS = frozenset({"write", "put", "read", "get", "readsome", "getline"})


def streamed(text: bytes) -> bool:
    """Whether a text may hold such a stream."""
    return any(stem in text for stem in _STEMS) and re.search(_TRIGGER, text) is not None


def stream_sites(source: SourceFile) -> list[Site]:
    """What pushes bytes through such a stream: its methods, and copies to or from it."""
    if source.language != "cpp" or not streamed(source.text):
        return []
    streams = _streams(source.text.decode("utf-8", "replace"))
    found = []
    for name, place in _uses(source):
        operation = streams.get(name)
        if operation and place.function is not None:
            found.append(Site(place, Use(Role.RUN, operation, "deflate", fed=True), "cpp-stream"))
    return found


def _streams(text: str) -> dict[str, Family]:
    """Variables of the file by name."""
    found = {m["name"]: Family.COMPRESS if m["pack"] else Family.DECOMPRESS for m in _DECLARED.finditer(text)}
    for match in _PUSHED.finditer(text):
        found[match["name"]] = Family.DECOMPRESS if match["back"] else Family.COMPRESS
    return found


def _uses(source: SourceFile) -> Iterator[tuple[str, CallSite]]:
    """(variable, call) of everything that could be such a use."""
    for place in source.calls(_CALLS):
        yield from ((a, place) for a in place.call.arguments if re.fullmatch(r"\w+", a))
    for scope, place in source.methods(_METHODS.union(_CALLS)):
        if scope != ".":
            yield from ((a, place) for a in place.call.arguments if re.fullmatch(r"\w+", a))
            continue
        receiver = re.match(r"(\w+)(?:\.|->)", source.slice(place.node))
        if receiver and place.call.name in _METHODS:
            yield receiver[1], place

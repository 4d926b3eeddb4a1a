"""Streams of C++ that compress what is written to them: Boost.Iostreams, Poco, protobuf, gzstream and zstr."""

from __future__ import annotations

import re
from collections.abc import Iterator

from accelagent.csource import CallSite, SourceFile
from accelagent.domain import Family
from accelagent.identifier.sites import Role, Site, Use

_STEMS = (
    b"compressor",
    b"flating",
    b"gzstream",
    b"zstr::",
    b"GzipOutputStream",
    b"GzipInputStream",
)  # each found far faster than the pattern
_TRIGGER = rb"(?:gzip|zlib)_(?:de)?compressor|(?:De|In)flating(?:Out|In)putStream|\b[oi]gzstream\b|\bzstr::|\bGzip(?:Out|In)putStream\b"
_PACKS = r"DeflatingOutputStream|GzipOutputStream|ogzstream|zstr::o(?:f)?stream"
_UNPACKS = r"InflatingInputStream|GzipInputStream|igzstream|zstr::i(?:f)?stream"
_DECLARED = re.compile(rf"\b(?:(?P<pack>{_PACKS})|(?P<unpack>{_UNPACKS}))\s+(?P<name>\w+)\s*[({{;=]")
_PUSHED = re.compile(r"\b(?P<name>\w+)\.push\(\s*(?:\w+::)*(?:gzip|zlib)_(?P<back>de)?compressor")
_CALLS = ("copy", "copyStream", "copyStream64", "copyStreamUnbuffered", "getline")
_METHODS = frozenset({"write", "put", "read", "get", "readsome", "getline", "Next"})
_WHOLE = frozenset({"SerializeToZeroCopyStream", "ParseFromZeroCopyStream", "SerializeTo", "DeserializeFrom"})


def streamed(text: bytes) -> bool:
    """Whether a text may hold such a stream."""
    return any(stem in text for stem in _STEMS) and re.search(_TRIGGER, text) is not None


def stream_sites(source: SourceFile) -> list[Site]:
    """What pushes bytes through such a stream: its methods, and copies to or from it."""
    if source.language != "cpp" or not streamed(source.text):
        return []
    everywhere = _streams(source.text.decode("utf-8", "replace"))
    here: dict[int, dict[str, Family]] = {}
    found = []
    for name, place in _uses(source):
        function = place.function
        if function is None:
            continue
        if function.start_byte not in here:
            text = source.text[function.start_byte : function.end_byte].decode("utf-8", "replace")
            here[function.start_byte] = _streams(text)
        operation = here[function.start_byte].get(name) or everywhere.get(name)
        if operation:
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
    for scope, place in source.methods(_METHODS.union(_CALLS, _WHOLE)):
        if place.call.name in _WHOLE:
            yield from ((a.removeprefix("&"), place) for a in place.call.arguments)
            continue
        if scope != ".":
            yield from ((a, place) for a in place.call.arguments if re.fullmatch(r"\w+", a))
            continue
        receiver = re.match(r"(\w+)(?:\.|->)", source.slice(place.node))
        if receiver and place.call.name in _METHODS:
            yield receiver[1], place

"""A pprof profile (profile.proto, gzipped or not), by a reader of the few fields that matter."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

from accelagent.identifier.profile import _stacks
from accelagent.identifier.profile._format import Content, Format

_MAX_BYTES = 1 << 30  # of the unpacked profile
_Field = tuple[int, int | bytes]


def _holds(head: bytes) -> bool:
    # Gzip, or a message that begins with a sample type (field 1, a message of two small numbers).
    return head[:2] == b"\x1f\x8b" or (head[:1] == b"\x0a" and len(head) > 1 and 2 <= head[1] <= 8)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(data) or shift > 63:
            raise ValueError("a number is cut off")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _fields(data: bytes) -> Iterator[_Field]:
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = _varint(data, at)
            yield tag >> 3, value
            continue
        if kind == 2:
            length, at = _varint(data, at)
        elif kind in (1, 5):
            length = 8 if kind == 1 else 4
        else:
            raise ValueError(f"wire type {kind} is not of profile.proto")
        if at + length > len(data):
            raise ValueError("a field is cut off")
        yield tag >> 3, data[at : at + length]
        at += length


def _numbers(fields: Iterator[_Field] | list[_Field], number: int) -> list[int]:
    """A repeated number, packed or not."""
    found: list[int] = []
    for key, value in fields:
        if key != number:
            continue
        if isinstance(value, int):
            found.append(value)
            continue
        at = 0
        while at < len(value):
            one, at = _varint(value, at)
            found.append(one)
    return found


def _one(fields: list[_Field], number: int) -> int:
    return next(iter(_numbers(fields, number)), 0)


def _read(raw: bytes) -> Content:
    if raw[:2] == b"\x1f\x8b":
        try:
            raw = zlib.decompressobj(31).decompress(raw, _MAX_BYTES)
        except (zlib.error, gzip.BadGzipFile) as error:
            raise ValueError(str(error)) from error
    parts: dict[int, list[bytes]] = {}
    single: list[_Field] = []
    for key, value in _fields(raw):
        if isinstance(value, bytes):
            parts.setdefault(key, []).append(value)
        else:
            single.append((key, value))
    strings = [s.decode("utf-8", "replace") for s in parts.get(6, [])]
    samples = [(_numbers(f, 1), _numbers(f, 2)) for f in (list(_fields(s)) for s in parts.get(2, []))]
    if not samples or not strings:
        raise ValueError("no sample in it")
    places = _places(parts, strings)
    column = _column(parts.get(1, []), strings, single)
    stacks = [
        (
            [frame for place in stack for frame in places.get(place, [])],
            values[column] if column < len(values) else 0,
        )
        for stack, values in samples
    ]
    return Content(_stacks.rows(stacks), f"{len(samples)} stacks of pprof")


def _places(parts: dict[int, list[bytes]], strings: list[str]) -> dict[int, list[_stacks.Frame]]:
    """Frames of each location, inlined ones first."""
    functions: dict[int, tuple[str, str]] = {}
    for raw in parts.get(5, []):
        f = list(_fields(raw))
        functions[_one(f, 1)] = (_text(strings, _one(f, 2)), _text(strings, _one(f, 4)))
    places: dict[int, list[_stacks.Frame]] = {}
    for raw in parts.get(4, []):
        f = list(_fields(raw))
        frames = []
        for key, value in f:
            if key == 4 and isinstance(value, bytes):
                line = list(_fields(value))
                name, file = functions.get(_one(line, 1), ("", ""))
                frames.append((name, file, _one(line, 2)))
        places[_one(f, 1)] = frames
    return places


def _column(types: list[bytes], strings: list[str], single: list[_Field]) -> int:
    """Which value of a sample is time: the one named cpu, else the default, else the last."""
    names = [_text(strings, _one(list(_fields(t)), 1)) for t in types]
    if "cpu" in names:
        return names.index("cpu")
    default = _text(strings, _one(single, 14))
    return names.index(default) if default and default in names else max(0, len(names) - 1)


def _text(strings: list[str], index: int) -> str:
    return strings[index] if 0 <= index < len(strings) else ""


PART = Format("pprof", _holds, _read)

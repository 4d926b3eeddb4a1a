"""Algorithms of C++ over ranges of plain numbers: `std::copy`, `std::fill`, `std::equal`, also of `std::ranges`."""

from __future__ import annotations

import re
from dataclasses import replace

from accelagent.csource import CallSite, Function, SourceFile
from accelagent.domain import Family
from accelagent.identifier.sites import Role, Site, Use

_NAMES = {
    "copy": (Family.COPY, "memcpy"),
    "copy_n": (Family.COPY, "memcpy"),
    "copy_backward": (Family.COPY, "memcpy"),
    "fill": (Family.FILL, "memset"),
    "fill_n": (Family.FILL, "memset"),
    "equal": (Family.COMPARE, "memcmp"),
}
TRIGGER = rb"\bstd::(?:ranges::)?(?:copy(?:_n|_backward)?|fill(?:_n)?|equal)\s*\("
_SCALAR = re.compile(
    r"(?:const\s+)?(?:std::)?(?:u?int(?:8|16|32|64)?_?t?|unsigned(?:\s+\w+)?|(?:signed\s+)?char|byte|float|double|short|long|size_t|bool)\b"
)
_BEGIN = re.compile(r"^(?:std::)?c?begin\((.+)\)$|^(.+?)(?:\.|->)(?:c?begin|data)\(\)$")
_ALIAS = r"\busing\s+NAME\s*=\s*([^;]+);|\btypedef\s+([^;]+?)\s+NAME\s*;"
_ARRAY = re.compile(r"^(?:std::)?array\s*<\s*([^,<>]+?)\s*,\s*([^<>]+?)\s*>")
_SEQUENCE = re.compile(r"^(?:std::)?(?:vector|span|basic_string_view|valarray)\s*<\s*([^,<>]+?)\s*[,>]")
_TEXT = re.compile(r"^(?:std::)?(?:string|string_view)\b")


def range_sites(source: SourceFile) -> list[Site]:
    """The calls whose elements are numbers, with the bytes that they move as a second argument in text."""
    if source.language != "cpp" or not re.search(TRIGGER, source.text):
        return []
    found = []
    for place in source.calls(_NAMES):
        head = source.text[place.call.start_byte : place.call.start_byte + 40]
        if place.function is not None and re.match(TRIGGER, head):
            site = _site(source, place)
            found += [site] if site else []
    return found


def _site(source: SourceFile, place: CallSite) -> Site | None:
    operation, algorithm = _NAMES[place.call.name]
    arguments = place.call.arguments
    assert place.function is not None
    if not arguments:
        return None
    element, count = _elements(source, place.function, arguments, counted=place.call.name.endswith("_n"))
    if element is None:
        return None
    unit = source.value(f"sizeof({element})", place.function) or 1
    target = arguments[-1] if operation is Family.COPY else arguments[0]
    call = replace(place.call, arguments=(target, arguments[0], count))
    use = Use(Role.RUN, operation, algorithm, size=2 if count else None, unit=unit)
    return Site(replace(place, call=call), use, "idiom-range")


def _elements(
    source: SourceFile, function: Function, arguments: tuple[str, ...], *, counted: bool
) -> tuple[str | None, str]:
    """Type of the elements if it is a number's, and how many there are, in text; empty when nothing says it."""
    if counted and len(arguments) > 1:
        return _pointed(source, function, arguments[0]), arguments[1]
    begin = _BEGIN.match(arguments[0].strip())
    if begin:
        return _contained(source, function, (begin[1] or begin[2]).strip())
    element = _pointed(source, function, arguments[0])
    if element is None and len(arguments) > 1 and "begin" not in arguments[1]:
        return _contained(source, function, arguments[0].strip())  # std::ranges::copy(in, out)
    length = (
        re.match(rf"^{re.escape(arguments[0].strip())}\s*\+\s*(.+)$", arguments[1].strip(), re.S)
        if len(arguments) > 1
        else None
    )
    return element, length[1] if length else ""


def _contained(source: SourceFile, function: Function, name: str) -> tuple[str | None, str]:
    declared = _declared(source, function, name)
    array, sequence = _ARRAY.match(declared), _SEQUENCE.match(declared)
    if array and _SCALAR.match(array[1]):
        return array[1], array[2]
    if sequence and _SCALAR.match(sequence[1]):
        return sequence[1], f"{name}.size()"
    if _TEXT.match(declared):
        return "char", f"{name}.size()"
    plain = re.match(r"^(.+?)\[([^\]]+)\]$", declared)
    return (plain[1], plain[2]) if plain and _SCALAR.fullmatch(plain[1]) else (None, "")


def _pointed(source: SourceFile, function: Function, text: str) -> str | None:
    owned = re.match(r"^(\w+)\.get\(\)", text.strip())
    held = re.match(
        r"^(?:std::)?(?:unique|shared)_ptr\s*<\s*([^<>\[\]]+?)\s*\[\]",
        _declared(source, function, owned[1]) if owned else "",
    )
    if held:
        return held[1] if _SCALAR.fullmatch(held[1]) else None
    base = re.match(r"^[&(\s]*([A-Za-z_][\w.]*(?:->[\w.]+)*)", text)
    begin = _BEGIN.match(text.strip())
    if begin:
        return _contained(source, function, (begin[1] or begin[2]).strip())[0]
    declared = _declared(source, function, base[1]) if base else ""
    element = re.sub(r"\s*\*+$|\[[^\]]*\]$", "", declared)
    return element if element != declared and _SCALAR.fullmatch(element) else None


def _declared(source: SourceFile, function: Function, name: str) -> str:
    """Type of a local, parameter, member or loop variable, with aliases of the file resolved."""
    last = re.split(r"->|\.", name)[-1]
    found = source.declarations(function).get(name) or source.fields.get(last, "")
    if not found:
        body = source.text[function.start_byte : function.end_byte].decode("utf-8", "replace")
        loop = re.search(rf"\bfor\s*\(\s*([^();:]+?)\s*[&*]*\s*\b{re.escape(last)}\s*:(?!:)", body)
        found = loop[1] if loop else ""
    found = re.sub(r"^(?:const|static|constexpr|volatile)\s+|\s*&+$|\s*const$", "", found.strip())
    alias = (
        re.search(_ALIAS.replace("NAME", re.escape(found)), source.text.decode("utf-8", "replace"))
        if re.fullmatch(r"\w+", found)
        else None
    )
    return (alias[1] or alias[2]).strip() if alias else found

"""Pass 5: bytes per operation, from constants, declarations, guards, reads and callers; or the evidence that none exist."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import prod

from accelagent.csource import Function, SourceFile
from accelagent.domain import Family, Sizes
from accelagent.identifier.callers import Callers
from accelagent.identifier.context import is_test
from accelagent.identifier.languages import calls_of
from accelagent.identifier.remarks import remarked_bytes, remarked_items
from accelagent.identifier.scan import Project
from accelagent.identifier.sites import Draft, Role, Site
from accelagent.identifier.slices import slice_bytes

_WHOLE = 65536  # a comment's smaller number may be about a part of the data
_DEPTH = 3  # assignments and callers followed from the size argument
_READ = re.compile(r"^(?:\w+::)?\w*?(fread|read|pread|recv|recvfrom|read_full|fgets)\s*\((.*)\)$", re.S)
_READ_SIZES = {"fread": (1, 2), "fgets": (1,), "pread": (2,), "recv": (2,), "recvfrom": (2,), "read": (2,)}
_SHORTER = re.compile(r"^(?:\w+::)?\w*min\w*\s*(?:<[^>]*>)?\((.*)\)$", re.I | re.S)
# A buffer that is read like a file: what a reader of packed data is given.
_IN_MEMORY = re.compile(
    r"\b(?:bytes\.New(?:Reader|Buffer)|ByteArrayInputStream|BytesIO|Cursor::new|Decoder::new)\(\s*&?([\w.]+)\s*\)"
)
_CAST = re.compile(r"^\(\s*(?:const\s+|unsigned\s+|struct\s+)*[A-Za-z_]\w*[\s*]*\)\s*(?=[\w(&*])")


@dataclass(frozen=True, slots=True)
class _Bound:
    """What one expression can be: exact when low equals high; `typical` where the code names the usual value."""

    low: int | None
    high: int | None
    evidence: str
    typical: int | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an expression stands."""

    source: SourceFile
    function: Function | None
    offset: int
    depth: int = 0

    @property
    def line(self) -> int:
        return self.source.line(self.offset)


@dataclass(frozen=True, slots=True)
class _Argument:
    """What the calls in one file pass to a function at one position; `own` is where its calls of itself stand, or -1."""

    path: str
    name: str
    index: int
    own: int
    depth: int


@dataclass(frozen=True, slots=True)
class Measurer:
    """Reads sizes in one project."""

    project: Project
    callers: Callers

    def measure(self, draft: Draft) -> Sizes:
        """The smallest and largest bytes that any run call of the region is seen with."""
        bounds = [b for site in draft.runs for b in self._of_site(draft, site)]
        known = [b for b in bounds if b.low is not None or b.high is not None]
        if not known:
            return _of_comment(draft) or replace(Sizes(), evidence=_no_evidence(draft))
        notes = [b.evidence for b in known if b.evidence]
        if len(known) < len(bounds):
            notes.append("other calls with sizes computed at run time")
        return Sizes(
            low=_all_known(min, [b.low for b in bounds]),
            typical=_all_known(max, [b.typical for b in bounds]),
            high=_all_known(max, [b.high for b in bounds]),
            evidence="; ".join(dict.fromkeys(notes)),
        )

    def _of_site(self, draft: Draft, site: Site) -> list[_Bound]:
        place = _Place(draft.source, site.place.function, site.place.call.start_byte)
        if site.use.fixed:
            note = f"{site.place.call.name} moves {site.use.fixed} bytes"
            return [_Bound(site.use.fixed, site.use.fixed, note, site.use.fixed)]
        text = site.argument(site.use.size)
        if text is None and draft.source.language not in ("c", "cpp"):
            return self._of_input(draft, place)
        if text is None:
            return self._of_stream(draft, site, place) if site.use.stream is not None else []
        factor = site.argument(site.use.factor)
        if text.startswith("&"):
            text = text[1:].strip()
        if site.use.unit > 1:
            factor = str(site.use.unit)
        # The factor first: a name in parentheses in front of a `*` would read as a cast.
        first = factor if factor and re.fullmatch(r"\w+", factor) else f"1*({factor})"
        counted = f"{first}*({text})" if factor else text
        bound = self._bound(counted, place)
        if site.interface.startswith("idiom-") and bound.high is None and bound.low is None:
            bound = self._bound(
                counted, replace(place, offset=site.place.call.end_byte)
            )  # read in its own loop
        return [self._within(draft, site, bound, place)]

    def _within(self, draft: Draft, site: Site, bound: _Bound, place: _Place) -> _Bound:
        """Not more than the array holds that the bytes are in; one that is kept between calls is handed over when it is full."""
        use = site.use
        if (
            bound.typical is not None
            or use.size is None
            or use.unit > 1
            or place.function is None
            or site.via
        ):
            return bound
        index = use.data if use.data is not None else use.size - 1
        found = self._capacity(site.argument(index) or "", place) if index >= 0 else None
        if found is None or (bound.high is not None and bound.high <= found[1]):
            return bound
        name, capacity = found
        gathered = draft.operation is Family.COMPRESS and re.search(r"->|\.", name)
        note = f"{name} holds {capacity} bytes"
        return _Bound(
            bound.low,
            capacity,
            "; ".join(filter(None, (bound.evidence, note))),
            capacity if gathered else None,
        )

    def _capacity(self, text: str, place: _Place) -> tuple[str, int] | None:
        """(name, bytes) of the array that an expression is or starts in; None when it is a pointer or unknown."""
        name = _bare(_split(_bare(text), "+")[0].removeprefix("&")).removesuffix("[0]")
        name = re.sub(r"\[\w+\](?:\.|->)", "->", name)  # a member of an element has its type
        if not re.fullmatch(r"[A-Za-z_][\w.>-]*", name) or not _plain_type(place, name).endswith("]"):
            return None
        value = place.source.value(f"sizeof({name})", place.function, place.offset, self.project.constants)
        return (name, value) if value else None

    def _of_input(self, draft: Draft, place: _Place) -> list[_Bound]:
        """What another call of the function hands over: `setInput(data, offset, length)`."""
        given = [s.place.call.arguments for s in draft.sites if s.use.role is Role.BOUND]
        found = [self._bound(a[2] if len(a) > 2 else a[0], place) for a in given if a]
        if found or draft.operation is not Family.DECOMPRESS:
            return found
        body = draft.source.text[draft.function.start_byte : place.offset] if draft.function else b""
        kept = _IN_MEMORY.findall(body.decode("utf-8", "replace"))
        return [replace(self._bound(name, place), low=None, typical=None) for name in kept[-1:]]

    def _of_stream(self, draft: Draft, site: Site, place: _Place) -> list[_Bound]:
        stream = (site.argument(site.use.stream) or "").strip()
        member = "avail_out" if draft.operation is Family.DECOMPRESS else "avail_in"
        target = f"{stream[1:].strip()}.{member}" if stream.startswith("&") else f"{stream}->{member}"
        given = draft.source.assignments(draft.function, target) if draft.function else ()
        found = [
            self._bound(value, replace(place, offset=at))
            for at, sign, value in given
            if sign == "=" and value != "0"
        ]
        return found or self._of_file(draft, member)

    def _of_file(self, draft: Draft, member: str) -> list[_Bound]:
        """What other functions of the file put into the stream."""
        found = []
        for function in draft.source.functions:
            for target, changes in draft.source.assigned(function).items():
                if re.search(rf"(?:\.|->){member}$", target):
                    places = [
                        (_Place(draft.source, function, at), v) for at, sign, v in changes if sign == "="
                    ]
                    found += [self._bound(v, p) for p, v in places if v != "0"]
        return found

    def _bound(self, text: str, place: _Place) -> _Bound:
        text = _bare(text)
        if place.source.language not in ("c", "cpp"):
            known = slice_bytes(place.source, place.function, text)
            if known is not None:
                at = f"{text} is {'' if known.exact else 'at most '}{known.bytes} bytes at line {place.line}"
                usual = known.bytes if known.usual else None
                return _Bound(known.bytes if known.exact else None, known.bytes, at, usual)
        value = place.source.value(text, place.function, place.offset, self.project.constants)
        if value is not None and value > 0:  # what starts at 0 is counted up where we do not see it
            shown = f"{text} = {value}" if text != str(value) else text
            return _Bound(value, value, f"{shown} bytes at line {place.line}", value)
        if place.depth >= _DEPTH:
            return _Bound(None, None, "")
        deeper = replace(place, depth=place.depth + 1)
        return self._call(text, deeper) or self._combined(text, deeper) or self._variable(text, deeper)

    def _combined(self, text: str, place: _Place) -> _Bound | None:
        """A sum or product of which only some parts are known: what it is at least or at most."""
        for sign in "+*":
            parts = _split(text, sign)
            if len(parts) > 1 and all(parts):
                bounds = [self._bound(p, place) for p in parts]
                return _sum(bounds) if sign == "+" else _product(bounds)
        less = _split(text.replace("->", "\0"), "-")
        if len(less) > 1 and all(less):
            whole = self._bound(less[0].replace("\0", "->"), place)
            return replace(whole, low=None, typical=None)
        return self._count(text, place)

    def _count(self, text: str, place: _Place) -> _Bound | None:
        """`x.size()` of a container that the function declares with its length."""
        named = re.fullmatch(r"(\w+)\.(?:size|length)\(\)", text)
        if named is None or place.function is None:
            return None
        body = place.source.text[place.function.start_byte : place.function.end_byte].decode(
            "utf-8", "replace"
        )
        found = re.search(_LENGTH.replace("NAME", named[1]), body)
        if found:
            return self._bound(next(g for g in found.groups() if g), place)
        low, high, guards = self._guards(text, place)
        return _Bound(low, high, "; ".join(guards))

    def _call(self, text: str, place: _Place) -> _Bound | None:
        shorter, read = _SHORTER.match(text), _READ.match(text)
        if shorter:
            limits = [self._bound(p, place) for p in _split(shorter[1])]
            highs = [(b.high, b.evidence) for b in limits if b.high is not None]
            high, evidence = min(highs, default=(None, ""))
            return _Bound(None, high, f"at most {evidence}" if evidence else "")
        if read:
            parts = _split(read[2])
            wanted = [parts[i] for i in _READ_SIZES.get(read[1], (2,)) if i < len(parts)]
            whole = self._bound("*".join(f"({w})" for w in wanted), place)
            evidence = f"read in pieces of {whole.evidence}" if whole.high is not None else ""
            return _Bound(None, whole.high, evidence, whole.high)
        return None

    def _variable(self, text: str, place: _Place) -> _Bound:
        if place.function is None or not re.fullmatch(r"[\w.>\-\[\]]+", text):
            return _Bound(None, None, "")
        low, high, guards = self._guards(text, place)
        widest = _WIDEST.get(_plain_type(place, text))
        if widest is not None:
            high, guards = _smaller(high, widest), [*guards, f"{text} has a type of at most {widest}"]
        given = [c for c in place.source.assignments(place.function, text) if c[0] <= place.offset]
        values = [self._bound(v, replace(place, offset=at)) for at, sign, v in given if sign == "="]
        if not values and text in place.source.parameters(place.function):
            values = self._arguments(text, place)
        steps = any(sign not in ("=", "&") for _, sign, _ in given)
        exact_low = None if steps else _all_known(min, [v.low for v in values])
        exact_high = None if steps else _all_known(max, [v.high for v in values])
        evidence = "; ".join(dict.fromkeys([*guards, *(v.evidence for v in values if v.evidence)]))
        typical = None if steps else _all_known(max, [v.typical for v in values])
        return _Bound(_larger(low, exact_low), _smaller(high, exact_high), evidence, typical)

    def _arguments(self, parameter: str, place: _Place) -> list[_Bound]:
        """What the function's callers pass for a parameter."""
        assert place.function is not None
        index = place.source.parameters(place.function).index(parameter)
        name, here = place.function.name, place.function.start_byte if place.function.node else -1
        found = [] if self.project.knows_all(name) else [_Bound(None, None, "")]
        for path in self.project.mentions(name):
            if is_test(path) or not self.callers.within(path, name):
                continue
            asked = _Argument(path, name, index, here if path == place.source.path else -1, place.depth)
            found += self.project.recall(path, asked, partial(self._passed, asked))
        return found

    def _passed(self, asked: _Argument) -> list[_Bound]:
        """What one file's calls of a function pass for a parameter; those of the function itself do not count."""
        source, found = self.project.files[asked.path], []
        for place in calls_of(source, asked.name):
            within, arguments = place.function, place.call.arguments
            itself = within is not None and within.node is not None and within.start_byte == asked.own
            if itself or asked.index >= len(arguments):
                continue
            at = _Place(source, within, place.call.start_byte, asked.depth)
            bound = self._bound(arguments[asked.index], at)
            caller = within.name if within else "(file scope)"
            evidence = f"{bound.evidence} of {caller}" if bound.evidence else ""
            found.append(replace(bound, evidence=evidence))
        return found

    def _guards(self, name: str, place: _Place) -> tuple[int | None, int | None, list[str]]:
        """Bounds that `if (n < 4096) return`, `if (n > LIMIT) n = LIMIT` set before the place."""
        assert place.function is not None
        body = place.source.text[place.function.start_byte : place.offset].decode("utf-8", "replace")
        low = high = None
        notes = []
        guards = [(c, then) for c, then in _conditions(body) if name in c] if name in body else []
        for condition, consequence in guards:
            leaves = re.match(r"return\b|goto\b|continue\b|break\b|throw\b", consequence)
            capped = consequence.startswith(name) and _ASSIGNED.match(consequence, len(name))
            for match in filter(
                None, (_after(name, c, _CLAUSE) for c in condition.split("||")) if leaves or capped else ()
            ):
                limit = place.source.value(match[2], place.function, place.offset, self.project.constants)
                if limit is not None and match[1].startswith("<"):
                    low = _larger(low, limit)
                elif limit is not None:
                    high = _smaller(high, limit)
                notes += [f"guard {name} {match[1]} {limit}"] if limit is not None else []
        summed = re.compile(
            rf"^\(*(?:[\w.>-]+\s*\+\s*)*{re.escape(name)}(?:\s*\+\s*[\w.>-]+)*\s*>=?\s*(\w+)\)*$"
            if (sums := [g for g in guards if "+" in g[0]])
            else ""
        )
        for condition, consequence in sums:
            over = summed.match(condition)
            limit = (
                place.source.value(over[1], place.function, place.offset, self.project.constants)
                if over
                else None
            )
            if limit is not None and re.match(r"return\b|goto\b|continue\b|break\b|throw\b", consequence):
                high = _smaller(high, limit)
                notes.append(f"guard {condition}")
        for sign, limit in self._around(name, place):
            low, high = (_larger(low, limit), high) if sign == ">" else (low, _smaller(high, limit))
            notes.append(f"only where {name} {sign}= {limit}")
        return low, high, notes

    def _around(self, name: str, place: _Place) -> Iterator[tuple[str, int]]:
        """Bounds that the conditions around the place set: `if (n >= 4096) { … }`."""
        for condition in _conditions_around(place):
            if name not in condition:
                continue
            for match in filter(None, (_after(name, _bare(c), _LIMIT) for c in condition.split("&&"))):
                limit = place.source.value(match[2], place.function, place.offset, self.project.constants)
                if limit is not None:
                    yield match[1], limit


_OPENING = re.compile(r"\(*\s*")
_ASSIGNED = re.compile(r"\s*=[^=]")
_CLAUSE = re.compile(r"\s*(<=?|>=?)\s*([\w\s*()+<\-]+)$")
_LIMIT = re.compile(r"\s*([<>])=?\s*(.+)$", re.S)


def _after(name: str, text: str, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """What follows a name that a condition begins with; patterns with the name in them are costly to make."""
    opened = _OPENING.match(text)
    start = opened.end() if opened else 0
    return pattern.match(text, start + len(name)) if text.startswith(name, start) else None


def _conditions_around(place: _Place) -> Iterator[str]:
    """Conditions of the `if`s in whose first branch the place stands, from the outermost."""
    function = place.function
    node = function.node if function else None
    while node is not None:
        if node.type == "if_statement":
            condition, branch = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
            if condition and branch and branch.start_byte <= place.offset < branch.end_byte:
                yield _bare(place.source.slice(condition))
        node = next((c for c in node.children if c.start_byte <= place.offset < c.end_byte), None)


# What a variable of such a type can hold at most: lengths in it are those of short records.
_WIDEST = {
    **dict.fromkeys(("uint8_t", "unsigned char", "u8", "std::uint8_t", "uint8"), 255),
    **dict.fromkeys(("uint16_t", "unsigned short", "u16", "std::uint16_t", "uint16"), 65535),
}
# How a function's text says how many elements NAME has.
_LENGTH = (
    r"\barray<[^<>;]*,([^<>;,]+)>\s*[&*]?\s*NAME\b|\bNAME\.(?:resize|assign)\(([^;(),]+)[,)]"
    r"|\b(?:vector<[^<>;]*>|string|valarray<[^<>;]*>)\s+NAME\(([^;(),]+)[,)]"
)


def _plain_type(place: _Place, name: str) -> str:
    """Declared type of a local, parameter or member, without qualifiers."""
    if place.source.language not in ("c", "cpp") or place.function is None:
        return ""
    last = re.split(r"->|\.", name)[-1]
    declared = place.source.declarations(place.function).get(name) or (
        place.source.fields.get(last) if last != name else None
    )
    return re.sub(r"\b(?:const|volatile|register)\b\s*", "", declared or "").strip()


def _sum(bounds: Sequence[_Bound]) -> _Bound:
    """Of a sum each known part is a lower bound, as lengths are not negative."""
    lows = [b.low for b in bounds if b.low is not None]
    highs = [b.high for b in bounds if b.high is not None]
    typical = _all_known(_total, [b.typical for b in bounds])
    notes = "; ".join(b.evidence for b in bounds if b.evidence)
    return _Bound(
        sum(lows) if lows else None, sum(highs) if len(highs) == len(bounds) else None, notes, typical
    )


def _product(bounds: Sequence[_Bound]) -> _Bound:
    """Of a product each known factor is a lower bound, as an operation on nothing is none."""
    lows = [b.low for b in bounds if b.low]
    highs = [b.high for b in bounds if b.high is not None]
    low, high = prod(lows), prod(highs)
    typical = [b.typical for b in bounds if b.typical is not None]
    notes = "; ".join(b.evidence for b in bounds if b.evidence)
    return _Bound(
        low if low > 1 else None,
        high if len(highs) == len(bounds) else None,
        notes and f"a multiple of {notes}",
        prod(typical) if len(typical) == len(bounds) else None,
    )


def _total(values: Sequence[int]) -> int:
    return sum(values)


_PARENTHESIS = re.compile(r"[()]")


def _conditions(body: str) -> Iterator[tuple[str, str]]:
    """(condition, start of what follows) of each `if`."""
    for match in re.finditer(r"\bif\s*\(", body):
        level, end = 1, len(body)
        for sign in _PARENTHESIS.finditer(body, match.end()):
            level += 1 if sign[0] == "(" else -1
            if not level:
                end = sign.end()
                break
        follows = body[end : end + 200].lstrip().lstrip("{").lstrip()
        yield " ".join(body[match.end() : end - 1].split()), follows


def _of_comment(draft: Draft) -> Sizes | None:
    """What the comment at the function says, where nothing in the code does."""
    told, where = remarked_bytes(draft.source, draft.function), f"the comment at {draft.name}"
    if told is None:
        data = next((t for s in draft.runs if (t := s.argument(s.use.size))), "")
        told, where = remarked_items(draft.source, draft.function, data), "the comment at the type or member"
    if told is None or draft.operation in (Family.SIGN, Family.KEX):
        return None
    low, high = told
    if high == max((s.use.unit for s in draft.runs), default=1):
        return None  # the algorithm's own block, of which a loop takes many
    usual = high if low == high else None
    evidence = f"{where} says {low if usual else f'{low} to {high}'} bytes"
    return Sizes(low=low if low >= _WHOLE else None, typical=usual, high=high, evidence=evidence)


def _no_evidence(draft: Draft) -> str:
    texts = [t for s in draft.runs if (t := s.argument(s.use.size))]
    named = f": {', '.join(dict.fromkeys(texts))} is computed at run time" if texts else ""
    return "no size evidence in the source" + named


def _bare(text: str) -> str:
    """Without casts in front and parentheses around."""
    text = text.strip()
    while True:
        shorter = _CAST.sub("", text)
        if shorter.startswith("(") and shorter.endswith(")") and _balanced(shorter[1:-1]):
            shorter = shorter[1:-1].strip()
        if shorter == text:
            return text
        text = shorter


def _balanced(text: str) -> bool:
    level = 0
    for character in text:
        level += {"(": 1, ")": -1}.get(character, 0)
        if level < 0:
            return False
    return level == 0


def _split(text: str, sign: str = ",") -> list[str]:
    """Parts of a text between signs that stand outside of parentheses, by default a call's arguments."""
    parts, level, start = [], 0, 0
    for at, character in enumerate(text):
        level += {"(": 1, "[": 1, ")": -1, "]": -1}.get(character, 0)
        if character == sign and level == 0:
            parts.append(text[start:at].strip())
            start = at + 1
    return [*parts, text[start:].strip()]


def _all_known(choose: Callable[[list[int]], int], values: Sequence[int | None]) -> int | None:
    known = [v for v in values if v is not None]
    return choose(known) if known and len(known) == len(values) else None


def _larger(left: int | None, right: int | None) -> int | None:
    return max((v for v in (left, right) if v is not None), default=None)


def _smaller(left: int | None, right: int | None) -> int | None:
    return min((v for v in (left, right) if v is not None), default=None)

"""What an idiom is, and the loops of a file as text that patterns can be held against."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from accelagent.csource import CallSite, Function, SourceFile
from accelagent.domain import Call, Family
from accelagent.identifier.idioms._macros import spelled, xor_macros
from accelagent.identifier.idioms._spoken import ended, respelled
from accelagent.identifier.sites import Role, Site, Use

if TYPE_CHECKING:
    from tree_sitter import Node

_COMMENTS = re.compile(rb"/\*.*?\*/|//[^\n]*", re.S)
PLACE = r"((?:\w+(?:->|\.))*\w+)"  # a variable or a member, as one group
_LONGEST = 4000  # bytes of a loop; of most operations, a longer one does more than one thing

# `for _, b := range data {`, `for (byte b : data)`, `for &b in data.iter() {`, as respelled
_EACH = (
    re.compile(r"for\((?:\w+,)?(\w+):?=range ([\w.\[\]:]+)\)"),
    re.compile(r"for\((?:final )?\w+ (\w+):([\w.]+)\)"),
    re.compile(
        r"for\( ?&?(?:mut )?(?:\(\w+,&?)?(\w+)\)? ?in ?&?([\w.\[\]]+?)(?:\.iter\(\)|\.bytes\(\)|\.as_ref\(\)|\.enumerate\(\)|\.copied\(\))*\)"
    ),
)


@dataclass(frozen=True, slots=True)
class Found:
    """An idiom's match: what runs, the text of how many elements it runs over, and whose data."""

    operation: Family
    algorithm: str
    count: str = ""  # of elements; empty when the loop does not say
    unit: int = 1
    data: str = ""


@dataclass(frozen=True, slots=True)
class Idiom:
    """One shape: `triggers` are patterns of which every file that holds it contains one, `inside` are patterns that
    are all found in the loop's own text. Of C and C++, `near` is asked of text without comments in lower case, `alone` of
    one loop's: they spare most loops the closer look."""

    name: str
    triggers: tuple[bytes, ...]
    match: Callable[[Loop], Found | None]
    inside: tuple[bytes, ...] = ()
    near: Callable[[bytes], bool] | None = None
    alone: Callable[[bytes], bool] | None = None
    longest: int = _LONGEST

    def may_be(self, text: bytes) -> bool:
        """Whether a loop of this text, or in it, needs the closer look; cheap, and never wrong in saying no."""
        return all(re.search(pattern, text) for pattern in self.inside)

    def triggered(self, text: bytes) -> bool:
        """Whether a file of this text may hold it."""
        return self.may_be(text) and any(re.search(pattern, text) for pattern in self.triggers)


@dataclass(frozen=True, eq=False)
class Loop:
    """A loop with its text squeezed: no comments, and blanks only between words."""

    source: SourceFile
    function: Function
    node: Node
    outer: tuple[Node, ...]

    @cached_property
    def text(self) -> str:
        return self._squeezed(self.node.start_byte, self.node.end_byte)

    def _squeezed(self, start: int, end: int) -> str:
        text, language = self.source.text[start:end], self.source.language
        return respelled(language, squeeze(ended(language, text), language))

    @cached_property
    def spelled(self) -> str:
        """As `text`, with the bodies of the XOR macros that it calls behind it."""
        raw = self.source.text[self.node.start_byte : self.node.end_byte]
        more = spelled(raw, xor_macros(self.source.text)) if self.source.language in ("c", "cpp") else b""
        return f"{self.text};{squeeze(more)}" if more else self.text

    @cached_property
    def head(self) -> str:
        """`for(i=0;i<n;i++)` or `while(n--)`; of a do loop its condition."""
        if self.node.type == "do_statement":
            condition = self.node.child_by_field_name("condition")
            return f"while{squeeze(self.source.slice(condition).encode())}" if condition else ""
        return self._head(self.node)

    @cached_property
    def body(self) -> str:
        """Statements without the braces around them."""
        node = self.node.child_by_field_name("body")
        text = self._squeezed(node.start_byte, node.end_byte) if node else ""
        return text[1:-1] if text.startswith("{") else text

    @cached_property
    def count(self) -> str:
        """How often it runs, as the head says it; empty when it does not."""
        over = self.over
        if over and self.source.language not in ("c", "cpp"):
            return over[1]
        return f"{over[1]}.size()" if over else _count(self.head) or self.ended

    @cached_property
    def ended(self) -> str:
        """Elements between a pointer and its end: N of `for (; p < end; …)` after `end = p + N`; empty for other loops."""
        return self._ended(self.head)

    def _ended(self, head: str) -> str:
        upto = _UPTO.search(head)
        if upto:
            return str(upto[1])
        match = _BEFORE.search(head)
        if match is None:
            return ""
        ends = re.findall(
            rf"(?<![\w.>]){re.escape(match[2])}=(?:\([\w *]+\))?&?\w+(?:\[0\])?\+([^;,]+)[;,]", self.around
        )
        return str(ends[-1]) if ends else ""

    @property
    def over(self) -> tuple[str, str] | None:
        """(variable, container) of a loop over the elements of a container."""
        if self.source.language not in ("c", "cpp"):
            each = next((m for pattern in _EACH if (m := pattern.match(self.head))), None)
            return (each[1], each[2]) if each else None
        if self.node.type != "for_range_loop":
            return None
        named, over = self.node.child_by_field_name("declarator"), self.node.child_by_field_name("right")
        found = re.findall(r"\w+", self.source.slice(named)) if named else []
        return (found[-1], squeeze(self.source.slice(over).encode())) if found and over else None

    def count_at(self, offset: int) -> str:
        """How often the innermost loop runs that is open at an offset of `text`; of nested ones that are known, the longest."""
        heads = [m for m in re.finditer(r"\b(?:for|while)\(", self.text) if m.start() < offset]
        texts = [_head_at(self.text, head) for head in heads]
        counts = [_count(text) or self._ended(text) for text in texts]
        values = [(self.source.value(c, self.function, self.node.start_byte) or 0, c) for c in counts if c]
        longest = max(values, default=(0, ""))
        if longest[0] > 64 or not counts:
            return longest[1] or self.count
        return counts[-1]

    def runs_at(self, offset: int) -> str:
        """How often it runs, or where its head does not say it, the loop inside that is open at an offset of `text`."""
        return self.count or self.count_at(offset)

    @cached_property
    def around(self) -> str:
        """The function's text, squeezed."""
        return self._squeezed(self.function.start_byte, self.function.end_byte)

    @property
    def names(self) -> str:
        """Name of the function with its class."""
        return f"{self.source.owner(self.function)} {self.function.name}"

    def unit(self, array: str) -> int:
        """Bytes of one element of an array or pointer as declared; 1 when unknown, as members are."""
        declared = self.source.declarations(self.function).get(array, "")
        base = re.sub(r"\s*(?:\*+|\[[^\]]*\])\s*$", "", declared)
        size = self.source.value(f"sizeof({base})") if base and base != declared else None
        return size or 1

    @property
    def generates_table(self) -> bool:
        """Fills a table of 256 entries: set-up, not work on data."""
        return bool(
            re.search(
                r"(?:<=?|\.\.=?)(?:255|256|0x100|0xff)\b",
                "".join([self.head, *(self._head(o) for o in self.outer)]),
            )
        )

    def _head(self, node: Node) -> str:
        body, language = node.child_by_field_name("body"), self.source.language
        text = squeeze(self.source.text[node.start_byte : body.start_byte], language) if body else ""
        brace = "{" if text and language in ("go", "rust") else ""
        return respelled(language, text + brace).removesuffix("{")


def _head_at(text: str, match: re.Match[str]) -> str:
    level, end = 1, match.end()
    while end < len(text) and level:
        level += {"(": 1, ")": -1}.get(text[end], 0)
        end += 1
    return text[match.start() : end]


def uncommented(text: bytes) -> bytes:
    """A blank for each comment."""
    return _COMMENTS.sub(b" ", text) if b"/*" in text or b"//" in text else text


def squeeze(text: bytes, language: str = "") -> str:
    """Without comments; blanks only where two words would run together."""
    code = text if language == "python" else _COMMENTS.sub(b" ", text)  # there, `//` divides
    plain = re.sub(r"\s+", " ", code.decode("utf-8", "replace"))
    return re.sub(r" (?!\w)|(?<!\w) ", "", plain)


_COUNTS = (
    re.compile(r"^for\([^;]*;(?:\(?(\w+)\)?)(?:<|!=)(?P<n>[^;&|]+);"),
    re.compile(r"^for\([^;]*;(?P<n>\w+)(?:>0|!=0)?;[^)]*(?:--|-=)"),
    re.compile(r"^for\([^;]*;(?P<n>\w+)--(?:>0)?;"),
    re.compile(r"^while\((?P<n>\w+)--(?:>0|!=0)?\)"),
    re.compile(r"^while\(--(?P<n>\w+)(?:>=?0|!=-1)?\)"),
    re.compile(r"^while\((?P<n>\w+)(?:>0|!=0|>=\d+)?\)"),
    re.compile(r"^while\((\w+)<(?P<n>[^)&|]+)\)"),
)


_BEFORE = re.compile(r"[;(](\w+)(?:<|!=)(\w+)[;)]")  # p < end
_UPTO = re.compile(r"[;(]\w+(?:<|!=)&?\w+(?:\[0\])?\+([^;]+?)[;)]")  # p != buf + N


def _count(head: str) -> str:
    for pattern in _COUNTS:
        match = pattern.match(head)
        if match and not re.search(r"end|last|lim", match["n"], re.I):
            return match["n"]
    return ""


def find_in(source: SourceFile, idioms: Sequence[Idiom]) -> list[Site]:
    """Sites of all idioms of a file; of nested loops the outermost that matches counts."""
    sites: list[Site] = []
    taken = -1
    written = source.language in ("c", "cpp")
    macros = xor_macros(source.text) if written else {}
    longest = max((i.longest for i in idioms), default=0)
    for loop in _loops(source, longest) if idioms else ():
        if loop.node.start_byte < taken:
            continue
        raw = source.text[loop.node.start_byte : loop.node.end_byte]
        near = (
            _near(raw, macros, idioms)
            if written
            else (i for i in idioms if len(raw) <= i.longest and i.may_be(raw))
        )
        found = next(((i, f) for i in near if (f := i.match(loop)) is not None), None)
        if found:
            sites.append(_site(loop, *found))
            taken = loop.node.end_byte
    return sites


def _near(raw: bytes, macros: dict[bytes, bytes], idioms: Sequence[Idiom]) -> Iterator[Idiom]:
    """The idioms for which a loop of C or C++ needs the closer look."""
    bare = uncommented(raw)
    whole = bare + uncommented(spelled(raw, macros))
    small = whole.lower()
    for idiom in idioms:
        fits = len(raw) <= idiom.longest and (idiom.alone is None or idiom.alone(bare))
        if fits and (idiom.near is None or idiom.near(small)) and idiom.may_be(whole):
            yield idiom


def _loops(source: SourceFile, longest: int) -> list[Loop]:
    loops = []
    open_: list[Node] = []
    waiting = deque(source.functions)
    around: list[Function] = []  # functions that are open, the innermost last
    for node in source.loops:
        start, end = node.start_byte, node.end_byte
        while waiting and waiting[0].start_byte <= start:
            around.append(waiting.popleft())
        around = [f for f in around if f.end_byte > start]
        open_ = [o for o in open_ if o.end_byte > start]
        function = next((f for f in reversed(around) if end <= f.end_byte), None)
        if function and end - start <= longest:
            loops.append(
                Loop(source, function, node, tuple(o for o in open_ if o.start_byte >= function.start_byte))
            )
        open_.append(node)
    return loops


def _site(loop: Loop, idiom: Idiom, found: Found) -> Site:
    node = loop.node
    keyword = "for" if "for" in node.type.split("_") else node.type.split("_")[0]
    call = Call(keyword, node.start_point[0] + 1, node.start_byte, node.end_byte, (found.count, found.data))
    span = (node.start_byte, node.end_byte)
    place = CallSite(call, loop.function, len(loop.outer), True, span, node, loop.outer)
    use = Use(Role.RUN, found.operation, found.algorithm, size=0 if found.count else None, unit=found.unit)
    return Site(place, use, f"idiom-{idiom.name}")

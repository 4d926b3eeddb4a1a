"""What happens around one call: whether its result is read at once, its buffers overlap or vary, and how seldom it runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from accelagent.csource import CallSite, Function, SourceFile
from accelagent.domain import Family
from accelagent.identifier.sites import Draft, Role, Site

if TYPE_CHECKING:
    from tree_sitter import Node

_C = ("c", "cpp")
_CALLERS = 3  # calls followed up to the program's entry
_MOVES = frozenset({"memmove", "bcopy", "wmemmove", "__builtin_memmove", "move_backward"})
# Whose calls a size, a key or an index come from, not data: `h = crc32(0, key, n) % buckets`.
_INDEX = re.compile(r"\s*\)*\s*(?:%|&\s*(?!&|\s|0[xX][fF]{8}\b))")

_HASH_NAME = re.compile(r"(?:^|_)hash(?:_|$|\d)|Hash(?![a-z])|^hash[A-Z]")
_SUM_NAME = re.compile(r"(?i)crc|adler|sum")
_OF_DATA = re.compile(r"(?i)file|data|block|stream|content|image|page|chunk|segment|object|payload|buf")


class Called(Protocol):
    """A call of a function."""

    @property
    def function(self) -> Function | None:
        """Around it."""

    @property
    def loop_depth(self) -> int:
        """Loops around it in its function."""

    @property
    def first_turn(self) -> bool:
        """The loop around it runs it in one of its turns only."""


Calls = Callable[[Function], Sequence[Called]]


def base_of(text: str) -> str:
    """What a pointer expression starts from: `w->base` of `&w->base[k] + n`."""
    plain = re.sub(r"^(?:\s*\([\w\s*:]+\)\s*|\s*[&*(]\s*)+", "", text)
    plain = re.split(r"\s*[+\-](?!>)|\[", plain, maxsplit=1)[0]
    return re.sub(r"\s+|\.(?:data|begin|get)\(\)$", "", plain).rstrip(")")


def overlaps(draft: Draft) -> bool:
    """A move within one buffer: source and destination start from the same expression."""
    return any(
        s.place.call.name in _MOVES
        and base_of(s.place.call.arguments[0]) == base_of(s.place.call.arguments[1])
        for s in draft.runs
        if len(s.place.call.arguments) >= 2
    )


def read_back(draft: Draft, others: Sequence[Site]) -> bool:
    """The function itself reads or changes what was just written, or hands it to another known operation."""
    return any(_is_read(draft, site, others) for site in draft.runs if site.place.call.arguments)


def _is_read(draft: Draft, site: Site, others: Sequence[Site]) -> bool:
    function = site.place.function
    target = base_of(_target(site))
    if function is None or not re.fullmatch(r"[\w.>\-]+", target):
        return False
    after = _after(draft, site)
    if target.encode() in after:
        plain = _STRING.sub('""', after.decode("utf-8", "replace"))
        if _reads(plain, target):
            return True
    end = site.place.call.end_byte
    later = (o for o in others if end < o.place.call.start_byte < function.end_byte and not _same(o, site))
    return any(base_of(a) == target for o in later for a in o.place.call.arguments[1:])


_STRING = re.compile(r'"(?:\\.|[^"\\])*"')
_INDEXED, _POINTED = (
    re.compile(r"\s*(?:\[|\.(?:iter(?:_mut)?|r?chunks\w*|windows)\()"),
    re.compile(r"\*\s*\(?\s*$"),
)


def _reads(text: str, target: str) -> bool:
    """Whether `target[…]`, `target.iter()`, `*target` or `*(target` stands in the text."""
    at = text.find(target)
    while at >= 0:
        end, before = at + len(target), text[at - 1 : at]
        if _INDEXED.match(text, end) and not (_in_word(before) or before in (".", ">")):
            return True
        if _in_word(target[-1]) != _in_word(text[end : end + 1]) and _POINTED.search(
            text, max(0, at - 80), at
        ):
            return True
        at = text.find(target, at + 1)
    return False


def _in_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def _same(one: Site, other: Site) -> bool:
    return one.use.operation is other.use.operation


def _after(draft: Draft, site: Site) -> bytes:
    """The function's text after the call; the rest of its loop's head is not."""
    function = site.place.function
    assert function is not None
    return draft.source.text[site.place.statement[1] : function.end_byte]


def _target(site: Site) -> str:
    arguments = site.place.call.arguments
    if site.interface.startswith("idiom-"):
        return ""
    return arguments[1] if site.place.call.name == "bcopy" and len(arguments) > 1 else arguments[0]


def varies(draft: Draft) -> bool:
    """Each turn of the loops around works on another buffer, so nothing keeps them in the cache."""
    return any(_varies(draft, site) for site in draft.runs)


def _varies(draft: Draft, site: Site) -> bool:
    if not site.place.loops or site.place.function is None:
        return False
    outer = site.place.loops[0]
    used = {n for a in site.place.call.arguments[:2] for n in re.findall(r"[A-Za-z_]\w*", a)}
    if outer.type == "for_range_loop":
        named = outer.child_by_field_name("declarator")
        if named is not None and used & set(re.findall(r"\w+", draft.source.slice(named))):
            return True
    for target, changes in draft.source.assigned(site.place.function).items():
        first = re.match(r"\w+", target)
        inside = any(outer.start_byte <= at < outer.end_byte for at, _, _ in changes)
        if first and first[0] in used and inside:
            return True
    return _is_popped(draft, outer, used)


def _is_popped(draft: Draft, loop: Node, used: set[str]) -> bool:
    """`q.front()` of a queue that the loop empties, or an iterator."""
    text = draft.source.text[loop.start_byte : loop.end_byte].decode("utf-8", "replace")
    return any(re.search(rf"\b{name}(?:\.|->)(?:pop\w*|next\w*|erase|advance)\s*\(", text) for name in used)


def turns(draft: Draft) -> int | None:
    """How often the innermost loop around the call runs, where its head says it with a constant."""
    for site in draft.runs:
        if site.place.loops:
            loop = site.place.loops[-1]
            head = draft.source.text[loop.start_byte : loop.end_byte].decode("utf-8", "replace")
            limit = re.match(r"for\s*\([^;]*;[^;<]*<\s*([^;&|]+);", head)
            if limit:
                return draft.source.value(limit[1], site.place.function, site.place.call.start_byte)
    return None


def indexes(draft: Draft) -> bool:
    """The checksum or digest chooses a bucket: its result is reduced by a modulus or a mask."""
    if draft.operation not in (Family.CRC, Family.HASH):
        return False
    called = [s.place.call.name for s in draft.runs if not s.interface.startswith("idiom-")]
    if draft.operation is Family.CRC and all(_names_hash(n) for n in called or [draft.name]):
        return True
    if draft.operation is Family.CRC and called and _HASH_NAME.search(draft.name):
        return not _OF_DATA.search(draft.name) and all(_is_returned(draft, s) for s in draft.runs)
    return all(_is_index(draft, site) for site in draft.runs)


def _is_returned(draft: Draft, site: Site) -> bool:
    """The function's result is that of the call."""
    start = site.place.call.start_byte
    return re.search(rb"\breturn[\s(]*$", draft.source.text[max(0, start - 20) : start]) is not None


def _names_hash(name: str) -> bool:
    """A checksum that the project calls a hash, and not one of a file or block."""
    return bool(_HASH_NAME.search(name) and _SUM_NAME.search(name)) and not _OF_DATA.search(name)


def _is_index(draft: Draft, site: Site) -> bool:
    text = draft.source.text
    if site.interface.startswith("idiom-"):
        return False
    after = text[site.place.call.end_byte : site.place.call.end_byte + 80].decode("utf-8", "replace")
    if _INDEX.match(re.sub(r"^\s*\.\w+\(\)", "", after)):
        return True
    kept = re.search(
        rb"(\w+)\s*:?=\s*[^=;]{0,40}$",
        text[max(0, site.place.call.start_byte - 80) : site.place.call.start_byte],
    )
    function = site.place.function
    if kept is None or function is None:
        return False
    rest = text[site.place.call.end_byte : function.end_byte].decode("utf-8", "replace")
    return bool(re.search(rf"\b{kept[1].decode()}\s*%\s*\w", rest))


# --- how often --------------------------------------------------------------------------------------------------


def runs_once(draft: Draft, calls: Calls, starts: Callable[[Function], bool] = lambda f: False) -> bool:
    """Outside of all loops, from the program's entry or a set-up function (`starts`) down, and called once in the tree."""
    if draft.function is None or any(s.place.loop_depth for s in draft.runs):
        return False
    if draft.source.language not in _C:
        return draft.function.name == "main"
    return _once(draft.function, calls, starts, _CALLERS)


def _once(function: Function, calls: Calls, starts: Callable[[Function], bool], depth: int) -> bool:
    if function.name == "main" or (depth < _CALLERS and starts(function)):
        return True
    found = list(calls(function))
    if len(found) != 1 or depth == 0:
        return False
    [place] = found
    repeated = place.loop_depth > 0 and not place.first_turn
    if repeated or place.function is None or place.function.name == function.name:
        return False
    return _once(place.function, calls, starts, depth - 1)


def first_turn_only(source: SourceFile, place: CallSite) -> bool:
    """Only where the innermost loop's variable has one value: `if (i == 0) …`, `i == 0 ? … : …`."""
    loop = place.loops[-1]
    head = source.text[loop.start_byte : loop.start_byte + 200].split(b"{", 1)[0].decode("utf-8", "replace")
    counted = re.match(r"for\s*\([^;]*?(\w+)\s*=[^;]*;\s*\1\b", head)
    if counted is None or len(place.loops) != 1:
        return False
    only = re.compile(rf"\(*\s*!\s*{counted[1]}\s*\)*$|\(*\s*{counted[1]}\s*==\s*\w+\s*\)*$")
    node: Node | None = place.node
    while node is not None and node.id != loop.id:
        above = node.parent
        if above is not None and above.type in ("if_statement", "conditional_expression"):
            condition, taken = (
                above.child_by_field_name("condition"),
                above.child_by_field_name("consequence"),
            )
            inside = taken and taken.start_byte <= place.node.start_byte < taken.end_byte
            if condition and inside and only.match(source.slice(condition)):
                return True
        node = above
    return False


_TEST_NAME = re.compile(
    r"(?:unit_?)?tests?(?:_|(?=[A-Z])|$)|.*_(?:unit_?)?test$|T(?:EST|YPED_TEST)(?:_[FP])?$|(?:Test|Benchmark)(?=[A-Z_])"
)
_ASSERTS = re.compile(
    rb"\b(?:assert\w*|ASSERT_\w+|EXPECT_\w+|CHECK\w*|REQUIRE|TEST_\w+|ck_assert\w*|cmocka\w*|CU_ASSERT\w*)\s*!?\(|\bt\.(?:Fatal|Error)\w*\("
)
_TEST_MARKS = {
    "java": re.compile(rb"@(?:\w*Test|Benchmark)\b"),
    "rust": re.compile(rb"#\[(?:\w+::)?(?:test|bench)\b"),
    "go": re.compile(rb"\(\s*\w+\s+\*testing\.[TBF]\b"),
    "python": re.compile(rb"(?!)"),
}


def is_test_function(draft: Draft) -> bool:
    """A test by its name and what it does, or by the marks of its language's test runner."""
    function, source = draft.function, draft.source
    if function is None:
        return False
    body = source.text[function.start_byte : function.end_byte]
    marks = _TEST_MARKS.get(source.language)
    if marks is not None:
        before = source.text[max(0, function.start_byte - 120) : function.start_byte].rpartition(b"}")[2]
        head = body.split(b"{", 1)[0]
        if marks.search(before) or marks.search(head):
            return True
    if source.language == "rust" and b"#[cfg(test)]" in source.text[: function.start_byte]:
        return True
    if source.language == "python" and function.name.startswith("test_"):
        return True
    return bool(_TEST_NAME.match(function.name) and _ASSERTS.search(body))


# --- streams of other languages -----------------------------------------------------------------------------------

_DICTIONARY = re.compile(
    r"\b(set_?[dD]ictionary|NewWriter(?:Level)?Dict|NewReaderDict|zdict|dict_data|with_dictionary)\b"
)


def dictionaries(draft: Draft) -> tuple[str, ...]:
    """What gives the streams of a Go, Java, Python or Rust function their preset dictionary."""
    if draft.source.language in _C or draft.function is None:
        return ()
    text = _text(draft)
    return ("setDictionary",) if _DICTIONARY.search(text) else ()


def flushed(draft: Draft) -> frozenset[str]:
    """`sync` when the function flushes the stream that it writes to, so that its reader can go on at once."""
    if draft.interface == "zlib-gzfile" and draft.function is not None:
        return frozenset({"sync"}) if re.search(r"\bgzflush\s*\([^;]*Z_SYNC", _text(draft)) else frozenset()
    if draft.source.language in _C or draft.operation is not Family.COMPRESS or draft.function is None:
        return frozenset()
    flush = re.search(r"\b(\w+)\.[fF]lush\(([^()]*)\)", _text(draft))
    streams = {base_of(a) for s in draft.runs for a in (*s.place.call.arguments[:1], _receiver(draft, s))}
    if flush is None or flush[1] not in {n.rpartition(".")[2] for n in streams}:
        return frozenset()
    if draft.source.language == "python" and "SYNC" not in flush[2]:
        return frozenset()
    if draft.source.language == "java" and not re.search(
        rb"(?:OutputStream\([^;]*,\s*true|syncFlush)", draft.source.text
    ):
        return frozenset()
    return frozenset({"sync"})


def _text(draft: Draft) -> str:
    function = draft.function
    assert function is not None
    return draft.source.text[function.start_byte : function.end_byte].decode("utf-8", "replace")


def _receiver(draft: Draft, site: Site) -> str:
    call = draft.source.text[site.place.call.start_byte : site.place.call.end_byte].decode("utf-8", "replace")
    return call.partition("(")[0].rpartition(".")[0]


_ASSIGNED = re.compile(r"(\w+)(?:\s*,\s*\w+)?\s*(?::\s*[\w<>&' ]+)?:?=\s*(?:await\s+)?$")


def begun(draft: Draft, around: Sequence[Site]) -> list[Site]:
    """The constructions, anywhere in the file, of the streams that the draft's calls work on; none unless of all of them."""
    starts = [s for s in around if s.use.role is Role.BEGIN and s.use.operation is draft.operation]
    named = [(site, _started(draft, site)) for site in starts]
    found: list[Site] = []
    for run in draft.runs:
        places = (_receiver(draft, run), *run.place.call.arguments[:2])
        names = {n for a in places for n in re.findall(r"\w+", a)[-1:]}
        mine = [site for site, name in named if not name or name in names]
        if not mine and run.use.level is None:
            return []
        found += mine
    return found


def _started(draft: Draft, site: Site) -> str:
    """Name of the stream that a construction or a setter is about; empty when it is not kept in a variable."""
    before = draft.source.text[max(0, site.place.call.start_byte - 120) : site.place.call.start_byte]
    kept = _ASSIGNED.search(before.decode("utf-8", "replace"))
    return kept[1] if kept else _receiver(draft, site).rpartition(".")[2].replace("new", "")


_OPENED = re.compile(r"\bgz(?:d?open)\w*\s*\([^;]*?,\s*\"([^\"]*)\"")


def opened_level(draft: Draft) -> int | None:
    """Level in the mode of the function's, else the file's, gzopen calls for writing: 0 of `wb0`; None when they differ."""
    if draft.interface != "zlib-gzfile":
        return None
    whole = draft.source.text.decode("utf-8", "replace")
    modes = _OPENED.findall(_text(draft) if draft.function else whole) or _OPENED.findall(whole)
    levels = {(re.findall(r"\d", m) or [""])[0] for m in modes if re.search(r"[wa]", m)}
    only = levels.pop() if len(levels) == 1 else ""
    return int(only) if only else None

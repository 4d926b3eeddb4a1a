"""Copy, fill and compare loops whose body is that one statement."""

import re

from accelagent.domain import Family
from accelagent.identifier.idioms._idiom import PLACE, Found, Idiom, Loop

_COPY = re.compile(rf"{PLACE}\[(\w+)\]={PLACE}\[\2\];")
_STEP_COPY = re.compile(r"\*(\w+)\+\+=\*(\w+)\+\+;")
_FILL = re.compile(
    PLACE + r"\[(\w+)\]=(?:0|0x[0-9a-fA-F]+|'\\?.'|\d+);|\*(\w+)\+\+=(?:0|0x[0-9a-fA-F]+|\d+);"
)
_DIFFER = re.compile(rf"if\({PLACE}\[(\w+)\]!={PLACE}\[\2\]\)" r"\{?(?:return\b[^;]*|break|goto \w+);\}?")
_STEP_DIFFER = re.compile(r"if\(\*(\w+)\+\+!=\*(\w+)\+\+\)\{?(?:return\b[^;]*|break|goto \w+);\}?")
_NOT_ZERO = re.compile(
    r"if\((?:(\w+)\[\w+\]|\*(\w+)(?:\+\+)?)(?:!=0)?\)\{?(?:return\b[^;]*|break|goto \w+);\}?(?:\w+\+\+;)?"
)
_ANY = re.compile(r"(\w+)\|=(\w+)(?:\[\w+\])*\[(\w+)\];|(\w+)\|=\*(\w+)\+\+;")
# A search for the first byte that is not zero, its test in the head: `while (i < n && w[i] == 0) i++;`
_WHILE_ZERO = re.compile(
    r"(?:while\(|for\([^;]*;)(?P<open>\()?(?P<i>\w+)(?:<|!=)(?P<n>[^;&|]+?)(?(open)\))&&(?:!(?P<a>\w+)\[(?P=i)\]|\(?(?P<b>\w+)\[(?P=i)\]==(?:0|0x0+|'\\0')[uUlL]*\)?)[;)]"
)
_LOOPS = re.compile(r"(?:while|for)\((?:[^()]|\([^()]*\))*\)")
_STEP = re.compile(r";?|(?:\+\+(\w+)|(\w+)\+\+|(\w+)\+=1);")
_STRIDE = re.compile(r"\w\[?\]?(?:\+=|-=)(?!1\b)")  # every so many elements
_OVERLAP = re.compile(r"\boverlap|\bmatch|\bdist(?:ance)?\b|lz|inflate|decomp", re.I)


def match(loop: Loop) -> Found | None:
    """Only with a count in the head: a copy up to a terminator is a string's, and a string is short."""
    blank = _blank(loop)
    if blank:
        return blank
    if not loop.count or _is_small_constant(loop.count) or _STRIDE.search(loop.head):
        return None
    return _copy(loop) or _fill(loop) or _compare(loop)


def _is_small_constant(count: str) -> bool:
    return count.isdigit() and int(count) <= 64


def _copy(loop: Loop) -> Found | None:
    found = _COPY.fullmatch(loop.body)
    if found and loop.head.startswith("for"):
        target, source = found[1], found[3]
    else:
        stepped = _STEP_COPY.fullmatch(loop.body)
        if stepped is None:
            return None
        target, source = stepped[1], stepped[2]
    # Decoders copy what they have just written: source and target overlap by design.
    if target == source or _OVERLAP.search(loop.names):
        return None
    units = loop.unit(target), loop.unit(source)
    if units[0] != units[1]:
        return None
    return Found(Family.COPY, "memcpy", loop.count, units[0], source)


def _fill(loop: Loop) -> Found | None:
    found = _FILL.fullmatch(loop.body)
    if found is None:
        return None
    target = found[1] or found[3]
    return Found(Family.FILL, "memset", loop.count, loop.unit(target), target)


def _compare(loop: Loop) -> Found | None:
    found = (
        _DIFFER.fullmatch(loop.body) or _STEP_DIFFER.fullmatch(loop.body) or _NOT_ZERO.fullmatch(loop.body)
    )
    if found is None:
        return _any(loop)
    array = next(g for g in found.groups() if g)
    return Found(Family.COMPARE, "memcmp", loop.count, loop.unit(array), array)


def _blank(loop: Loop) -> Found | None:
    """Whether all of it is zero: what is asked afterwards is how far the search came."""
    found = _WHILE_ZERO.match(loop.head)
    if found is None or not _STEP.fullmatch(loop.body) or _is_small_constant(found["n"]):
        return None
    index, count = re.escape(found["i"]), re.escape(found["n"])
    asked = rf"\b{index}(?:==|<|!=|>=)\(?{count}|{count}\)?(?:==|>|!=|<=){index}\b"
    array = found["a"] or found["b"]
    if not re.search(asked, _LOOPS.sub("", loop.around)):  # not in the head of the next loop
        return None
    return Found(Family.COMPARE, "memcmp", found["n"], loop.unit(array), array)


def _any(loop: Loop) -> Found | None:
    """All words into one by OR, which is then held against zero."""
    found = _ANY.fullmatch(loop.body)
    if found is None:
        return None
    kept, array = (found[1], found[2]) if found[1] else (found[4], found[5])
    function = loop.around
    if not re.search(
        rf"\b{kept}==0|!{kept}\b|\b{kept}!=0|[(&|]{kept}\)|return {kept}\b|\b{kept}\?", function
    ):
        return None
    return Found(Family.COMPARE, "memcmp", loop.count, loop.unit(array), array)


# The one statement right after the loop's head, comments aside.
_STATEMENT = (
    rb"(?:\)|do)(?:[\s{]|/\*(?:[^*]|\*(?!/))*+\*/|//[^\n]*\n)*+"
    rb"(?:[\w.>-]+\s*\[\s*\w+\s*\]\s*=\s*(?:[\w.>-]+\s*\[\s*\w+\s*\]|\d\w*|'\\?.')\s*;"
    rb"|\*\s*[\w.>-]+\s*\+\+\s*=\s*(?:\*\s*[\w.>-]+\s*\+\+|\d\w*)\s*;"
    rb"|[\w.>-]+\s*\|=\s*(?:\*|[\w.>-]+\s*\[)"
    rb"|if\s*\(\s*(?:\*\s*\w|[\w.>-]+\s*\[)[^;(){}]*\)[\s{]*(?:return|break|goto)\b)"
)

_SEARCH = rb"(?:<|!=)[^;{}]*&&\s*(?:!\s*\w+\s*\[|\(?\s*\w+\s*\[\s*\w+\s*\]\s*==\s*['\\0xuUlL]+\s*[);])"

PART = Idiom(
    "memory", (_STATEMENT, _SEARCH), match, inside=(rb"(?:" + _STATEMENT + rb")|(?:" + _SEARCH + rb")",)
)

"""Scans and selections of columns: a predicate over packed integers into a bit vector or a list of rows, and the rows it keeps."""

import re

from accelagent.domain import Family
from accelagent.identifier.idioms._extent import extent
from accelagent.identifier.idioms._idiom import PLACE, Found, Idiom, Loop

_INTEGERS = re.compile(
    r"(?:std::)?(?:(?:u?int(?:_?(?:fast|least))?(?:8|16|32|64)|char16|char32)_t|unsigned(?: (?:char|short|int|long(?: long)?))?|u?(?:8|16|32)|[ui](?:8|16|32|64)"
    r"|u?short|u?int|uint(?:8|16|32|64)?|byte|long|int(?:8|16|32|64)|std::byte)$"
)
# The element of an array, vector, span or owned array; `T` of a template.
_CONTAINED = re.compile(
    r"(?:vector|span|array|valarray|unique_ptr|shared_ptr|Vec|basic_string|mdspan)<(?:const )?([\w:]+)(?:\[\])?\s*[,>&]|^\[\]?\*?(\w+)$|^&?(?:mut )?\[([\w:]+)[;\]]|^([\w:]+)\[\]$"
)
_TEMPLATE = re.compile(r"template\s*<[^>]*?\b(?:typename|class)\s+(\w+)")
_INDEX = r"\[((?:[^\[\];]|\[[^\[\]]*\])*)\]"
_READ = re.compile(rf"{PLACE}{_INDEX}(?![\w\[]|\.\w+[^\w(]|->|\s*=[^=]|\|=|\+\+)")
_STEPPED = re.compile(r"\*(\w+)\+\+")
_OPERATOR = r"(?<![<>=!-])(?:>=|<=|==|!=|>(?!>|=)|<(?!<|=))(?![<>=])"
_COMPARED = re.compile(rf"[\w)\]]{_OPERATOR}[\w(~&-]")
_BOTH = re.compile(rf"\][^\w;&|]{{0,2}}{_OPERATOR}[^;&|?)]*\[")
_HEADS = re.compile(r"\b(?:for|while)\(")
# The answer: a bit per row, or the row's number.
_BIT = re.compile(r"\[[^\[\];]*(?:>>[3456]|/(?:8|16|32|64))\]\|?=(?!=)")
_PLACED = re.compile(
    rf"\|=[^;]*{_OPERATOR}[^;]*<<|\|=[^;]*<<[^;]*{_OPERATOR}|\|=[^;]*1[uUlL]*\)?<<|\|=[^;]*<<[^;]*\?|<<[^;]*{_OPERATOR}|{_OPERATOR}[^;]*\)<<"
)
_KEPT = r"(?:\w+\[\w+\+\+\]=|\*\w+\+\+=|\w+(?:\.|->)(?:push_back|emplace_back|push|add|append)\(|\w+=append\(\w+,|\w+(?:\.|->)\w+\[\w+(?:(?:\.|->)\w+)?\+\+\]=)"
_OUT = re.compile(rf"({_KEPT})(?:static_cast<[^>]*>|\([\w: ]+\))?\(?([^;]+?)\)*;?(?:$|[;}}])")
_FREE = re.compile(
    r"\w+\[(\w+)\]=(?:static_cast<[^>]*>)?\(?(?:\([\w: ]+\))?([^;]+?)\)?;(?:[^;]*;)?\1\+=([^;]+);"
)
_APART = re.compile(r"\[(\w+)\]=([^;]+);(?:\+\+\1|\1\+\+|\1\+=1);")  # counted in a statement of its own
_CHUNKED = re.compile(r"(\w+)\.chunks(?:_exact)?\(")
_BITS_OF = re.compile(
    r"ctz|__builtin_ffs|tzcnt|countr_zero|TrailingZeros|trailing_zeros|numberOfTrailingZeros|_bit_scan"
)
_MASKED = re.compile(r"\w+\[\w+(?:>>[3456]|/(?:8|16|32|64))\]")
_COLUMN = re.compile(
    r"col|row|tuple|tabl?e|select|scan|filter|predicate|batch|segment|where|between|range|codes?\b|dict|attr|mask|bitmap|hits|match",
    re.I,
)
_CALL = re.compile(r"\b([A-Za-z_]\w*)(?:<[^<>;()]*>)?\(")
_PLAIN = re.compile(
    r"(?i)^(?:if|for|while|sizeof|u?int\w*|byte|size_t|static_cast|reinterpret_cast|bool|push_back|emplace_back|push|append|add|len|min|unlikely|likely|__builtin_\w+"
    r"|\w*ctz\w*|countr_zero|trailing_?zeros\w*|numberOfTrailingZeros|bits|iter|enumerate|zip|copied|into_iter|size|data|load\w*|ld\w*|get\w*|read_?\w*|unpack\w*|memcpy|le\w*to\w+|be\w*to\w+|from|iter_mut|from_le_bytes|unwrap|try_into|wrapping_\w+|u?long|short|char|step_by|chunks\w*|range)$"
)
_FOREIGN = re.compile(
    r"\"|'(?!\w+\b(?!'))|->next|\bgoto\b|\breturn\b|\bbreak\b|\bdouble\b|\bfloat\b|\[\w+\](?:\.\w+[^\w(]|->)"
)
_MOST = 14  # statements
_MANY = 1024  # rows from which a constant says that it is a column


def match(loop: Loop) -> Found | None:
    """One loop over a column, nothing else in it."""
    text = loop.text
    if text.count(";") > 2 * _MOST or _FOREIGN.search(text):
        return None
    body = _APART.sub(r"[\1++]=\2;", _without_heads(text))
    if body.count(";") > _MOST or not all(_PLAIN.match(name) for name in _CALL.findall(text)):
        return None
    return _filter(loop, body) or _scan(loop, body)


def _without_heads(text: str) -> str:
    """The text without what stands in the parentheses of loops."""
    found = _HEADS.search(text)
    while found:
        level, end = 1, found.end()
        while end < len(text) and level:
            level += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        text = text[: found.start()] + text[end:]
        found = _HEADS.search(text)
    return text


def _filter(loop: Loop, body: str) -> Found | None:
    chosen = bool(
        _COMPARED.search(body)
        or _MASKED.search(body)
        or _BITS_OF.search(body)
        or re.search(r"if\(!?\w+\[", body)
    )
    free, out = _FREE.search(body), _OUT.search(body)
    free = free if free and ("[" in free[3] or chosen or _COMPARED.search(free[3])) else None
    if not (free or (out and chosen)) or _BOTH.search(body):
        return None
    value = free[2] if free else (out[2] if out else "")
    name = _origin(loop, body, value)
    return _found(loop, Family.FILTER, "select", name) if name else None


def _origin(loop: Loop, body: str, value: str) -> str:
    """The column that a kept value was read from, also through a local variable or a loop over its elements."""
    read = _READ.match(value.lstrip("(&*"))
    if read:
        return read[1]
    if not re.fullmatch(r"\w+", value):
        return ""
    given = re.search(rf"(?<![\w.>]){re.escape(value)}=(?:\([\w ]+\))?{PLACE}\[", body)
    if given:
        return given[1]
    over = loop.over
    return over[1] if over and over[0] == value else ""


def _scan(loop: Loop, body: str) -> Found | None:
    if not _COMPARED.search(body) or _BOTH.search(body):
        return None
    placed = _PLACED.search(body) and (
        _BIT.search(body) or re.search(r"\*\w+(?:\+\+)?=\w+;|\w+\[\w+\]\|?=\w+;", body)
    )
    if not (placed or (_BIT.search(body) and "|=" in body) or _listed(loop, body)):
        return None
    names = [m[1] for m in _READ.finditer(body) if not _BIT.match(body, m.end(1))]
    names += _STEPPED.findall(body) + ([loop.over[1]] if loop.over else [])
    names += _CHUNKED.findall(loop.head)
    return next((f for n in names if (f := _found(loop, Family.SCAN, "range", n))), None)


def _listed(loop: Loop, body: str) -> bool:
    """The number of the row is what is kept."""
    rows = set(re.findall(r"(\w+)(?:\+\+|\+=)|\+\+(\w+)|\bfor\((\w+),|\((\w+),&?\w+\) ?in", loop.head + ")"))
    numbers = {n for group in rows for n in group if n}
    out, free = _OUT.search(body), _FREE.search(body)
    value = free[2] if free else (out[2] if out else "")
    return bool(set(re.findall(r"\w+", value.partition("[")[0])) & numbers) and "[" not in value


def _found(loop: Loop, family: Family, algorithm: str, name: str) -> Found | None:
    unit = _unit(loop, name)
    count = extent(loop, 1)[0]
    count = re.sub(r"\w+<[^<>]*>::", "", count or loop.count)
    if not unit or not count:
        return None
    rows = loop.source.value(count, loop.function, loop.node.start_byte)
    inner = re.search(r"\b(?:for|while)\([^;]*;\w+<(8|16|32|64);", loop.text[1:])
    if inner and re.search(r"\+\+|\+=1\b", loop.head):
        unit, rows = unit * int(inner[1]), rows and rows * int(inner[1])
    elif re.search(r"/(?:8|16|32|64)\b|>>[3456]\b", count) and _BITS_OF.search(loop.text):
        unit, rows = unit * 64, rows and rows * 64
    masked = family is Family.FILTER and _by_mask(loop, name)
    many = rows is None and (masked or bool(_COLUMN.search(f"{loop.names} {name}")))
    if not (many or (rows or 0) >= _MANY or _counted_few(loop, rows)):
        return None
    return Found(family, algorithm, count, unit, name)


def _by_mask(loop: Loop, name: str) -> bool:
    """A second array of the same index chooses: rows, whatever they are called."""
    column = re.escape(name)
    masks = re.findall(r"if\(!?\(?(\w+)\[(\w+)\](?:!=0|==1)?\)?\)", loop.text)
    free = re.findall(r"\+=\(?(?:\w+\()?(\w+)\[(\w+)\](?:!=0|==1|&1)?\)*;", loop.text)
    return any(m != name and re.search(rf"\b{column}\[{i}\]", loop.text) for m, i in (*masks, *free))


def _counted_few(loop: Loop, rows: int | None) -> bool:
    """A column by its name, of a few elements: worth a word that it is too small."""
    return rows is not None and rows > 8 and bool(_COLUMN.search(loop.names))


def _unit(loop: Loop, name: str) -> int:
    """Bytes of an element; 0 where it is no packed integer."""
    last = re.split(r"->|\.", name)[-1]
    source, language = loop.source, loop.source.language
    if language not in ("c", "cpp"):
        return _foreign_unit(loop, last)
    declared = (
        source.declarations(loop.function).get(name)
        or source.fields.get(last)
        or source.variables.get(last, "")
    )
    plain = re.sub(
        r"\b(?:const|restrict|__restrict|static|volatile|alignas\([^)]*\))\b\s*|&", "", declared
    ).strip()
    held = _CONTAINED.search(plain)
    base = (
        next(g for g in held.groups() if g) if held else re.sub(r"\s*(?:\*+|\[[^\]]*\])+\s*$", "", plain)
    ).strip()
    if not declared or base == plain and not held:
        return 0
    if _INTEGERS.match(base):
        return source.value(f"sizeof({base})", loop.function) or 1
    templates = set(_TEMPLATE.findall(source.text.decode("utf-8", "replace"))) | set(
        re.findall(r"[<,]\s*(?:typename|class)\s+(\w+)", source.text.decode("utf-8", "replace"))
    )
    return 4 if base in templates else 0


_SIZES = {"8": 1, "16": 2, "32": 4, "64": 8, "byte": 1, "short": 2, "int": 4, "long": 8}


def _foreign_unit(loop: Loop, name: str) -> int:
    text = loop.source.text.decode("utf-8", "replace")
    typed = re.search(
        rf"\b{re.escape(name)}\s*:?\s*(?:&\s*)?(?:mut\s+)?(?:Vec<|Box<)?\[?[\]\d\w]*?\]?\[?((?:[ui]|u?int)(?:8|16|32|64)|byte|uint|int)\b"
        rf"|\b(byte|short|int|long)\[\]\s+{re.escape(name)}\b",
        text,
    )
    if typed is None:
        return 0
    kind = typed[1] or typed[2]
    return next((size for word, size in _SIZES.items() if kind.endswith(word)), 4)


_WRITTEN = re.compile(
    rb"\+\+\s*\]\s*=|\*\s*\w+\s*\+\+\s*=|\]\s*\|=|(?:\.|->)\s*(?:push_back|emplace_back|push|add|append)\s*\(|=\s*append\s*\("
    rb"|\[\s*(\w+)\s*\]\s*=[^;]*;(?:[^;]*;)?\s*\1\s*\+[+=]|\[\s*(\w+)\s*\]\s*=[^;]*;\s*\+\+\s*\2\b"
)
_TESTED = rb"(?<![<>=!-])(?:[<>]=?|[=!]=)(?![<>=])"
_SHIFTED = re.compile(rb"<<[^;]*" + _TESTED + rb"|" + _TESTED + rb"[^;]*<<")
_ENDS = re.compile(rb"\"|->next|\b(?:goto|return|break|double|float)\b")
_CALLED = re.compile(rb"[A-Za-z_]\w*+(?=\s*\()")


class _Allowed(dict[bytes, bool]):
    """Whether a loop over a column may call a function of that name; the same few are asked about in every file."""

    def __missing__(self, name: bytes) -> bool:
        found = self[name] = _PLAIN.match(name.decode()) is not None
        return found


_ALLOWED = _Allowed()


def _near(text: bytes) -> bool:
    """A row or a bit is put somewhere."""
    return _WRITTEN.search(text) is not None or (b"<<" in text and _SHIFTED.search(text) is not None)


def _alone(text: bytes) -> bool:
    """Few statements, and no call that has nothing to do with a column."""
    if text.count(b";") > 2 * _MOST or _ENDS.search(text):
        return False
    return all(map(_ALLOWED.__getitem__, _CALLED.findall(text)))


PART = Idiom(
    "column",
    (
        rb"\]\s*(?:\|=|>>)",
        rb"\+\+\s*\]\s*=",
        rb"\]\s*=[^;=][^;]*\][^;]*;\s*(?:\+\+\s*\w+|\w+\s*\+\+)\s*;",
        rb"\+=[^;\n]*\]\s*[<>=!;]",
        rb"\|=[^;\n]{0,120}<<",
        rb"ctz\w*\([^;\n]*\]",  # one pattern each: those that start with a word are found fast
        rb"eros\w*\([^;\n]*\]",
        rb"countr_zero\w*\([^;\n]*\]",
        rb"tzcnt\w*\([^;\n]*\]",
        rb"append\([^;\n]*\[\w+\]\)",
        rb"push_back\([^;\n]*\[\w+\]\)",
        rb"append\(\w+,\s*(?:\w+\()?i\b",
        rb"push_back\((?:\w+\()?(?:i|r|row|k|n)\b",
        rb"\.push\(",
        rb"\*\s*\w+\s*\+\+\s*=[^;\n]*\[",
    ),
    match,
    near=_near,
    alone=_alone,
)

"""What the comments at a function say about it: how seldom it runs, and how many bytes it is given."""

from __future__ import annotations

import re

from accelagent.csource import Function, SourceFile

_FEW = 4  # functions
_LONGEST = 600  # characters of a comment that is about one function
_MARKS = re.compile(r"^\s*(?:/\*+!?|\*/|\*(?!/)|//[/!]?|#+|\"\"\"|''')|\*/\s*$|(?:\"\"\"|''')\s*$", re.M)
_BLOCK = re.compile(
    rb"(?:/\*(?:[^*]|\*(?!/))*\*/|(?://|#(?![ \t]*(?:include|define|if|endif|else|pragma|!?\[)))[^\n]*)[ \t]*\n?[ \t]*$"
)
_BETWEEN = re.compile(
    rb"(?:@\w+(?:\([^)]*\))?|#\[[^\]]*\]|template\s*<[^>]*>|(?:static|inline|pub|async|public|private|protected|final|extern|const|noinline|__\w+)\b)\s*$"
)
_ONCE = re.compile(
    r"(?i)\b(?:run|called|done|used|executed|happens|computed|checked|read|loaded|made|only|just|exactly)\s+(?:only\s+|exactly\s+|just\s+)?once\b(?!\s+(?:per|for each|every|a)\b(?!\s+(?:device|process|boot|run|start|install\w*|program|host|machine|node|lifetime|release|upgrade)))"
    r"|\bonce\s+(?:at|during|on|in|per|when|before|after)\s+(?:the\s+|a\s+|every\s+|each\s+)?(?:device|process|boot\w*|start\w*|run\b|program|install\w*|init\w*|launch|host|lifetime|upgrade|power|daemon|service|server|migration)"
    r"|\b(?:at|during|on|from|by|in)\s+(?:the\s+|its\s+|program\s+|process\s+|daemon\s+|server\s+|service\s+|first\s+)*(?:boot\w*|start-?\s?up|startup|program start|installer|installation|shutdown|shut-down|initiali[sz]ation|provisioning|first run|process exit|power-?up)\b"
    r"|\bbefore the (?:event |main |worker )?(?:loop|server|daemon|workers?) (?:starts?|begins?|runs?|accepts?)"
    r"|\bwhen the (?:daemon|server|process|program|service|node|application|firmware) (?:starts|boots|comes up|exits|stops)"
    r"|\b(?:once a (?:day|week|month|year)|a few times a day)\b|\b(?:command[- ]line tool|by hand|manually)\b[^.]*\bonce\b"
)
_RARE = re.compile(
    r"(?i)\b(?:error|failure|crash|panic|debug(?:ging)?|diagnostic|cold|slow|emergency)[ -](?:path|report|dump|handler|only|output)\b|\bonly (?:on|after|when|for|in) (?:an? )?(?:error|failure|crash|panic|corruption|debug)"
    r"|\b(?:never|not) on the hot path\b|\brarely (?:runs|called|used|happens)|\bseldom\b"
)
_SIZE = re.compile(
    r"(?i)(?<![\w.])(\d[\d,_ ]*\d|\d)\s*(?:(?:-|–|to|\.\.\.?|and|or)\s*(\d[\d,_]*)\s*)?[- ]?(bytes?|B|octets?|KiB|KB|kB|MiB|MB|GiB|GB)\b(?!\s*/\s*s|ps)"
)
_UNITS = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
# Numbers that are no sizes of what a call is given.
_OTHER = re.compile(
    r"(?i)^[- ]?(?:window|iv\b|nonce|tag|key\b|digest|align\w*|cache ?line|stack|state|block cipher|header|vector|counter|salt|history)"
)


def comment_at(source: SourceFile, function: Function) -> str:
    """The comment right above a function, or its docstring, as plain text; empty when there is none."""
    before = source.text[max(0, function.start_byte - 2 * _LONGEST) : function.start_byte]
    pieces: list[bytes] = []
    while True:
        before = before.rstrip()
        attribute = _BETWEEN.search(before)
        if attribute and not pieces:
            before = before[: attribute.start()]
            continue
        match = _BLOCK.search(before)
        if match is None or (match.start() and before[: match.start()].rpartition(b"\n")[2].strip()):
            break
        pieces.insert(0, match[0])
        before = before[: match.start()]
    text = b"\n".join(pieces)
    if source.language == "python":
        body = source.text[function.start_byte : function.end_byte].decode("utf-8", "replace")
        doc = re.search(r":\s*\n\s*[rbu]?(\"\"\".*?\"\"\"|'''.*?''')", body[:_LONGEST], re.S)
        text += doc[1].encode() if doc else b""
    return _plain(text)


def comment_of_file(source: SourceFile) -> str:
    """The comment that a file begins with."""
    match = re.match(
        rb"\s*(?:/\*(?:[^*]|\*(?!/))*\*/|(?:(?://|#(?!include|define|!))[^\n]*\n\s*)+|\"\"\".*?\"\"\")",
        source.text[: 2 * _LONGEST],
        re.S,
    )
    return _plain(match[0]) if match else ""


def _plain(text: bytes) -> str:
    plain = re.sub(r"\s+", " ", _MARKS.sub(" ", text.decode("utf-8", "replace"))).strip()
    return plain if len(plain) <= _LONGEST else ""


def _of_all(source: SourceFile) -> str:
    """The file's first comment, where it is about the few functions in it and not about the first alone."""
    functions = source.functions
    whole = comment_of_file(source) if 0 < len(functions) <= _FEW else ""
    return "" if whole and whole == comment_at(source, functions[0]) else whole


def remarked(source: SourceFile, function: Function | None) -> str:
    """`setup` where comments say that the function runs once, `error` where it is off the usual path; else empty."""
    if function is None:
        return ""
    text = comment_at(source, function)
    if _ONCE.search(text) or _ONCE.search(_of_all(source)):
        return "setup"
    return "error" if _RARE.search(text) else ""


def remarked_bytes(source: SourceFile, function: Function | None) -> tuple[int, int] | None:
    """(smallest, largest) number of bytes that the comment at a function names; None when it names none."""
    return _told(comment_at(source, function)) if function else None


_OF_ITEMS = re.compile(
    r"(?i)\b(?:values|records|entries|messages|objects|chunks|blocks|pages|tiles|parts|payloads|bodies|rows|documents|images|layers)\b(?:\s+\w+)?\s+(?:are|have|is|of|from|between|range|hold|take)\b"
)
_ABOVE = re.compile(
    r"((?:[ \t]*//[^\n]*\n)+|/\*(?:[^*]|\*(?!/))*\*/\s*)(?:#\[[^\n]*\n|@\w+[^\n]*\n|\b(?:pub(?:\([^)]*\))?|public|final|abstract|static|private|typedef)\s+)*$"
)


def remarked_items(source: SourceFile, function: Function | None, data: str) -> tuple[int, int] | None:
    """As `remarked_bytes`, by the comment beside the member that `data` ends with, else by what the comment of the
    function's type says of its items."""
    text = source.text.decode("utf-8", "replace")
    member = re.search(r"(?:\.|->)(\w+)\s*$", data)
    if member:
        line = rf"(?m)^[ \t]+(?:[\w:<>*&\[\], ]+[ \t*&])?{member[1]}\b[^\n(=]*?(?://+|/\*+|#)[ \t]*([^\n]+)"
        beside = re.search(line, text)
        told = _told(beside[1]) if beside else None
        if told:
            return told
    owner = source.owner(function).partition("<")[0] if function else ""
    named = re.search(rf"\b(?:struct|class|type|record)\s+{re.escape(owner)}\b", text) if owner else None
    above = _ABOVE.search(text[: named.start()]) if named else None
    said = _plain(above[1].encode()) if above else ""
    return _told(said) if _OF_ITEMS.search(said) else None


def _told(text: str) -> tuple[int, int] | None:
    found: list[int] = []
    for match in _SIZE.finditer(text):
        if _OTHER.match(text[match.end() : match.end() + 20]):
            continue
        factor = _UNITS.get(match[3][0].lower(), 1) if match[3].lower() not in ("b", "bytes", "byte") else 1
        found += [int(re.sub(r"\D", "", n)) * factor for n in match.groups()[:2] if n]
    return (min(found), max(found)) if found else None

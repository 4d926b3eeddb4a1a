"""Project functions that stand for a library's: followed from the library call up to the functions that use them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from accelagent.csource import CallSite, Function, SourceFile
from accelagent.domain import Family
from accelagent.identifier.context import is_test
from accelagent.identifier.macros import Macro, macros
from accelagent.identifier.sites import Interface, Role, Site, Use, fits

LEVELS = 4  # calls between the library and the function that is still said to do its work
_LINES = 60  # a longer function does something of its own around the operation
_FORWARDER = 12  # lines of a function that only renames
# How projects call functions that do the operation; anything else merely uses it.
_WORDS: Mapping[Family, re.Pattern[str]] = {
    Family.CRC: re.compile(r"crc|check_?sum|c_?k?sum|digest|adler|dif|fletcher|protect", re.I),
    Family.HASH: re.compile(r"hash|sha\d|md5|digest|h?mac", re.I),
    Family.COMPRESS: re.compile(
        r"(?<!de)(?<!un)compress|deflate|(?<!un)pack|(?<!un)zip|lz4|zstd|encode", re.I
    ),
    Family.DECOMPRESS: re.compile(r"decompress|uncompress|inflate|unpack|unzip|expand|decode|lz4|zstd", re.I),
    Family.ENCRYPT: re.compile(r"encrypt|crypt(?!o_?init)|cipher|seal|aes", re.I),
    Family.DECRYPT: re.compile(r"decrypt|crypt(?!o_?init)|cipher|unseal|aes", re.I),
    Family.ERASURE: re.compile(r"xor|parity|erasure|encode|raid|rs_|gf_|pq|recover|rebuild", re.I),
}
_CODECS = ("deflate", "lz4", "zstd")  # from the best served on
_DEVICE_CRC = frozenset({"crc32c", "t10dif"})  # a queue may take these from the callers
_IN_CORE = ("isal", "crc32c-incore")


@dataclass(frozen=True, slots=True)
class Wrapper:
    """A function of the project that does a known operation on what it is given."""

    name: str
    path: str
    private: bool  # static in a source file: no other file sees it
    lines: int
    use: Use
    interface: str
    via: str
    macro: Macro | None = None  # with the arguments of `use` written in those of its own


Table = Mapping[str, Wrapper]
Library = Mapping[str, tuple[Use, str]]  # what a library's function means, and its interface
_HEADERS = (".h", ".hh", ".hpp", ".hxx", ".inl", ".ipp", ".tcc")


def first(source: SourceFile, sites: Sequence[Site], library: Library) -> tuple[Wrapper, ...]:
    """Wrappers that a file defines around the library calls in it, and its macros that stand for one."""
    return tuple(sorted([*_wrappers(source, sites), *_named(source, library)], key=_rank))


def further(source: SourceFile, path: str, table: Table) -> tuple[Wrapper, ...]:
    """Wrappers that a file defines around the wrappers in `table`, macros among them."""
    found = [*_wrappers(source, _calls(source, path, table)), *_renamed(source, path, table)]
    return tuple(sorted(found, key=_rank))


def _named(source: SourceFile, library: Library) -> Iterator[Wrapper]:
    """Macros that stand for a library's function which processes bytes."""
    own = {f.name for f in source.functions} if source.language in ("c", "cpp") else set()
    for macro in macros(source.text) if source.language in ("c", "cpp") else ():
        use, interface = library.get(macro.callee, (None, ""))
        private = not source.path.endswith(_HEADERS)
        clear = macro.name not in library and macro.name not in own and (private or len(macro.name) >= 4)
        if use is not None and use.role is Role.RUN and clear:
            yield Wrapper(macro.name, source.path, private, 0, use, interface, macro.callee, macro)


def _renamed(source: SourceFile, path: str, table: Table) -> Iterator[Wrapper]:
    """Macros that stand for a wrapper of the project."""
    own = {f.name for f in source.functions}
    for macro in macros(source.text) if source.language in ("c", "cpp") else ():
        inner = table.get(macro.callee)
        if inner is None or macro.name in own or (inner.private and inner.path != path):
            continue
        whole: Macro | None = macro
        if inner.macro is not None:
            given = inner.macro.expand(macro.arguments)
            named = macro.parameters is None
            whole = inner.macro if named else replace(macro, arguments=given) if given is not None else None
        if whole is None:
            continue
        private = not source.path.endswith(_HEADERS)
        yield replace(inner, name=macro.name, path=source.path, private=private, lines=0, macro=whole)


def chosen(found: Iterable[Wrapper], seen: Container[str]) -> dict[str, Wrapper]:
    """The wrappers by name that were not `seen`, the best of several."""
    table: dict[str, Wrapper] = {}
    for wrapper in sorted(found, key=_rank):
        if wrapper.name not in seen:
            table.setdefault(wrapper.name, wrapper)
    return table


def follow(source: SourceFile, path: str, known: Sequence[Site], tables: Sequence[Table]) -> list[Site]:
    """`known` with the file's calls of project wrappers added; one table for each step away from the library."""
    found = list(known)
    for table in tables:
        added = _calls(source, path, table)
        found += [s for s in added if not _only_forwards(source, s, table[s.place.call.name], path)]
    return _ordered(found)


def _rank(wrapper: Wrapper) -> tuple[int, bool, str, str]:
    """Of several versions of a routine, the one that uses the core's instructions stands for all; of several codecs
    that it chooses from, the one that devices speak best."""
    algorithm = wrapper.use.algorithm
    codec = _CODECS.index(algorithm) if algorithm in _CODECS else len(_CODECS)
    return (codec, not wrapper.interface.startswith(_IN_CORE), wrapper.path, wrapper.interface)


def _ordered(sites: Iterable[Site]) -> list[Site]:
    return sorted(sites, key=lambda s: s.place.call.start_byte)


def _calls(source: SourceFile, path: str, table: Table) -> list[Site]:
    own = {f.name for f in source.functions}
    names = {n for n, w in table.items() if w.path == path or not (w.private or n in own)}
    if not names or not source.calls_any(names):
        return []
    found = []
    for place in (*source.calls(names), *(p for _, p in source.methods(names) if _telling(p.call.name))):
        wrapper = table[place.call.name]
        given = _given(wrapper, place.call.arguments)
        if given is not None:
            call = replace(place.call, arguments=given, stands_for=wrapper.via)
            found.append(Site(replace(place, call=call), wrapper.use, wrapper.interface, wrapper.via))
    return found


def _given(wrapper: Wrapper, arguments: tuple[str, ...]) -> tuple[str, ...] | None:
    """The arguments that the wrapper's use speaks of; None where the call does not fit."""
    if wrapper.macro is not None:
        given = wrapper.macro.expand(arguments)
        return given if given is not None and fits(given, wrapper.use) else None
    size = wrapper.use.size
    return arguments if size is None or size < len(arguments) else None


def _telling(name: str) -> bool:
    """A method name of one word, such as `compress`, may belong to any class."""
    return len(re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", name)) > 1


def _only_forwards(source: SourceFile, site: Site, wrapper: Wrapper, path: str) -> bool:
    function = site.place.function
    if function is not None and site.interface.startswith("idiom-") and site.use.algorithm not in _DEVICE_CRC:
        return True  # the routine itself is exchanged for the core's; its callers stay as they are
    if function is None or wrapper.path != path or wrapper.macro is not None:
        return False
    return function.end_line - function.start_line < _FORWARDER and _does(function.name, site.use.operation)


def _does(name: str, operation: Family) -> bool:
    pattern = _WORDS.get(operation)
    return bool(pattern and pattern.search(name))


def _wrappers(source: SourceFile, sites: Sequence[Site]) -> Iterator[Wrapper]:
    for site in sites:
        function = site.place.function
        if site.use.role not in (Role.RUN, Role.STEP) or function is None or function.node is None:
            continue
        lines = function.end_line - function.start_line
        if lines > _LINES or len(function.name) < 4 or not _does(function.name, site.use.operation):
            continue
        parameters = source.parameters(function)
        given = _derived(source, function, parameters)
        if not any(given & _names(a) for a in site.place.call.arguments):
            continue
        use = Use(
            Role.RUN, site.use.operation, site.use.algorithm, size=_size(source, site, function, parameters)
        )
        yield Wrapper(
            function.name,
            source.path,
            _is_private(source, function),
            lines,
            use,
            site.interface,
            site.via or site.place.call.name,
        )


def _names(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z_]\w*", text))


def _derived(source: SourceFile, function: Function, parameters: Sequence[str]) -> set[str]:
    """Parameters and locals that are computed from them."""
    given = set(parameters) - {""}
    changes = sorted(
        (at, target, value) for target, rows in source.assigned(function).items() for at, _, value in rows
    )
    for _, target, value in changes:
        if given & _names(value):
            given |= set(re.findall(r"[A-Za-z_]\w*", target)[:1])
    return given


def _size(source: SourceFile, site: Site, function: Function, parameters: Sequence[str]) -> int | None:
    """Which parameter counts the bytes: the one that the size, or what a stream is given to read, comes from."""
    text = site.argument(site.use.size)
    texts = [text] if text else []
    if text is None and site.use.stream is not None:
        member = re.compile(r"(?:\.|->)avail_(?:in|out)$")
        changed = source.assigned(function).items()
        texts = [v for target, rows in changed if member.search(target) for _, _, v in rows]
    for known in texts:
        origins = [known, *(v for _, sign, v in source.assignments(function, known) if sign == "=")]
        named = [parameters.index(n) for t in origins for n in sorted(_names(t)) if n in parameters]
        if named:
            return named[0]
    return None


def _is_private(source: SourceFile, function: Function) -> bool:
    if source.path.endswith(_HEADERS):
        return False
    return b"static" in source.text[function.start_byte : function.start_byte + 60].split(b"(", 1)[0]


# --- operations chosen at run time ---------------------------------------------------------------------------

_METHOD = re.compile(
    r"(?:do_?)?((?:de|un)?compress|deflate|inflate|encrypt|decrypt)(?:_?(?:block|buffer|data|page|chunk|bytes|into|raw))?",
    re.I,
)
_METHODS = re.compile(rb"(?im)^" + b"(?:%b)$" % _METHOD.pattern.replace("((?:de", "(?:(?:de").encode())
_CRYPTIC = re.compile(rb"[cC][oO][mM][pP][rR][eE][sS][sS]|[cC][rR][yY][pP][tT]")
_CRYPTIC_NAME = re.compile(r"((?:de|un)?compress|encrypt|decrypt|crypt)", re.I)
_FAMILY_OF = {
    "compress": Family.COMPRESS,
    "deflate": Family.COMPRESS,
    "decompress": Family.DECOMPRESS,
    "uncompress": Family.DECOMPRESS,
    "inflate": Family.DECOMPRESS,
    "encrypt": Family.ENCRYPT,
    "decrypt": Family.DECRYPT,
}


def usual(sites: Iterable[Site]) -> dict[Family, str]:
    """The algorithm of each operation that library calls run, the first one met."""
    found: dict[Family, str] = {}
    for site in sites:
        if site.use.role is Role.RUN and not site.via:
            found.setdefault(site.use.operation, site.use.algorithm)
    return found


def dispatches(
    source: SourceFile,
    path: str,
    known: Sequence[Site],
    parts: Sequence[Interface],
    usual: Mapping[Family, str],
) -> list[Site]:
    """Calls of a codec or cipher that is chosen at run time: through a method of that name, or a function passed in.

    Only where the tree also calls a library for the same operation, whose algorithm (`usual`) it then takes.
    """
    if is_test(path) or source.language not in ("c", "cpp"):
        return []
    mine = {s.place.call.start_byte for s in known}
    calls = [c for c in candidates(source) if c[0].call.start_byte not in mine]
    if not calls:
        return []
    here = {**_mentioned(source, parts, usual), **usual}
    return [
        _site(place, operation, _named_codec(source, place, operation) or here[operation])
        for place, operation in calls
        if operation in here
    ]


# Whose format a codec is, where its file, function or table says so; the first that is named counts.
_CODEC_NAMES = re.compile(r"(?i)(?:^|[\W_\d])(lzo|lzma|xz|zstd|lz4|snappy|brotli|bzip2|bz2|lzf)(?=[\W_\d]|$)")
_CODEC_OF = {"xz": "lzma", "bz2": "bzip2"}


def _named_codec(source: SourceFile, place: CallSite, operation: Family) -> str:
    """The codec that the names around a call of a chosen one say; empty where they say none."""
    if operation not in (Family.COMPRESS, Family.DECOMPRESS) or place.function is None:
        return ""
    call = source.text[place.call.start_byte : place.call.end_byte].decode("utf-8", "replace")
    for text in (place.function.name, call.partition("(")[0], PurePath(source.path).stem):
        named = _CODEC_NAMES.search(text)
        if named:
            return _CODEC_OF.get(named[1].lower(), named[1].lower())
    return ""


def _mentioned(
    source: SourceFile, parts: Sequence[Interface], usual: Mapping[Family, str]
) -> dict[Family, str]:
    """Ciphers and codecs whose functions the file names without calling them: it keeps their addresses."""
    found: dict[Family, str] = {}
    for part in parts:
        if not part.shared and any(stem in source.text for stem in part.stems):
            for name, use in part.table().items():
                if use.operation not in usual and use.role is Role.RUN and name.encode() in source.text:
                    found.setdefault(use.operation, use.algorithm)
    return found


def candidates(source: SourceFile) -> Iterator[tuple[CallSite, Family]]:
    """Calls through a method or parameter that may run an operation, and which."""
    names = {n.decode() for n in _METHODS.findall(b"\n".join(source.held))}
    for scope, place in source.methods(names) if names else ():
        match = _METHOD.fullmatch(place.call.name)
        operation = _FAMILY_OF[match[1].lower()] if match else None
        if scope == "." and operation and len(place.call.arguments) >= 2 and place.function:
            yield place, operation
    for place in source.through_parameters() if _CRYPTIC.search(source.text) else ():
        operation = _of_function(place)
        if operation and len(place.call.arguments) >= 4:
            yield place, operation


def _of_function(place: CallSite) -> Family | None:
    name = place.function.name if place.function else ""
    found = _CRYPTIC_NAME.search(name)
    return _FAMILY_OF.get(found[1].lower(), Family.ENCRYPT) if found else None


def _site(place: CallSite, operation: Family, algorithm: str) -> Site:
    return Site(replace(place), Use(Role.RUN, operation, algorithm), "dispatch", place.call.name)

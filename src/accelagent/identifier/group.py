"""Passes 2 and 3: calls get a meaning from the interface tables, and calls of one function become one region."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from functools import cache

from accelagent.cconstants import renames
from accelagent.csource import CallSite, Function, SourceFile
from accelagent.domain import Family
from accelagent.identifier.sites import Draft, Interface, Role, Site, Use, fits

_CIPHER = re.compile(
    rb"(?i)aes[_-]?(?:\d+)?[_/-]?(gcm|cbc|xts|ctr)|(chacha20)|(?:MODE|CIPHER|modes)[_.](GCM|CBC|XTS|CTR)\b"
)
_DIGEST = re.compile(
    rb"(?i)\b(?:EVP|GCRY_MD|GNUTLS_(?:DIG|MAC)|MBEDTLS_MD)_(sha1|sha256|sha512|sha384|md5)\b"
    rb"|getInstance\(\s*\"(?:hmac)?(sha-?1|sha-?256|sha-?512|sha-?384|md5)\""
)

_GIVEN = re.compile(rb"[(,=&]\s*(?:&\s*)?(\w+)\s*(?=[,;)}])")  # a name alone, where a value stands


@cache
def _table(parts: tuple[Interface, ...]) -> dict[str, tuple[Use, Interface]]:
    return {name: (use, part) for part in parts for name, use in part.table().items()}


@cache
def _scoped(parts: tuple[Interface, ...]) -> frozenset[str]:
    """Last names of the functions that the tables spell with their namespace."""
    return frozenset(name.rpartition("::")[2] for name in _table(parts) if "::" in name)


def sites(source: SourceFile, parts: Sequence[Interface], defined: Container[str] = ()) -> list[Site]:
    """Calls of known library functions in source order.

    A definition in the file hides the library's function. One elsewhere in the tree (`defined`) does so for names that
    other code shares, unless the file includes a zlib header, for then the tree carries its own copy of the library.
    """
    table = _named(source, _table(tuple(parts)))
    hidden = {f.name for f in source.functions}
    trusted = b"zlib" in source.text
    found = []
    for place in source.calls(table):
        name = place.call.name
        use, part = table[name]
        if (
            name not in hidden
            and part.include in source.text
            and not (part.shared and name in defined and not trusted)
        ):
            found.append(Site(place, use, part.name))
    for scope, place in source.methods(_scoped(tuple(parts))):
        known = (
            table.get(f"{scope}::{place.call.name}") if scope != "." else _method(source, place, tuple(parts))
        )
        if known and known[1].include in source.text:
            found.append(Site(place, known[0], known[1].name))
    fitting = (s for s in found if fits(s.place.call.arguments, s.use) and not _expands(source, s))
    return [*fitting, *_handed(source, parts)]


_EXPANDS = re.compile(rb"(?i)hkdf|tls1_?prf|pbkdf|scrypt")


def _expands(source: SourceFile, site: Site) -> bool:
    """Keys made from another secret by a digest: under the same name as an agreement, and nothing like it."""
    function = site.place.function
    if site.use.operation is not Family.KEX or function is None:
        return False
    return _EXPANDS.search(source.text, function.start_byte, function.end_byte) is not None


def _handed(source: SourceFile, parts: Sequence[Interface]) -> list[Site]:
    """Functions given away by name: `KSEQ_INIT(gzFile, gzread)`, `io->read = gzread`."""
    found = []
    for part in parts:
        if not (part.handed and any(stem in source.text for stem in part.stems)):
            continue
        table, hidden = part.table(), {f.name for f in source.functions}
        for mention in _GIVEN.finditer(source.text):
            use = table.get(mention[1].decode())
            if use is None or use.role is not Role.RUN or mention[1].decode() in hidden:
                continue
            place = source.mention(mention[1].decode(), mention.start(1))
            if place is not None:
                found.append(Site(place, use, part.name))
    return found


@cache
def _methods(parts: tuple[Interface, ...]) -> dict[str, list[tuple[str, Use, Interface]]]:
    """(class, meaning) of methods by their name."""
    found: dict[str, list[tuple[str, Use, Interface]]] = {}
    for name, (use, part) in _table(parts).items():
        scope, colons, last = name.rpartition("::")
        if colons:
            found.setdefault(last, []).append((scope, use, part))
    return found


_RECEIVER = re.compile(r"([A-Za-z_]\w*)(?:\(\)|\[[^\]]*\])*(?:\.|->)\w+$")


def _method(
    source: SourceFile, place: CallSite, parts: tuple[Interface, ...]
) -> tuple[Use, Interface] | None:
    """What a method of a library's class does, by the declared type of what it is called on."""
    known = _methods(parts).get(place.call.name, ())
    head = source.slice(place.node).partition("(")[0].strip() if known else ""
    receiver = _RECEIVER.search(head)
    name = receiver[1] if receiver else ""
    typed = source.declarations(place.function).get(name) if place.function else None
    declared = typed or source.fields.get(name, "")
    for scope, use, part in known:
        if scope == "*" or re.search(rf"\b{re.escape(scope)}\b", declared):
            return use, part
    return None


def shared(source: SourceFile, parts: Sequence[Interface], words: frozenset[bytes]) -> tuple[str, ...]:
    """Names in the file, of the functions that `sites` takes for the tree's own where the tree defines them."""
    if b"zlib" in source.text:
        return ()
    return tuple(sorted(n for n in _shared(tuple(parts)) if n.encode() in words))


@cache
def _shared(parts: tuple[Interface, ...]) -> frozenset[str]:
    return frozenset(n for part in parts if part.shared for n in part.table())


def _named(
    source: SourceFile, table: Mapping[str, tuple[Use, Interface]]
) -> Mapping[str, tuple[Use, Interface]]:
    """The table with what the file calls its functions by macro: `#define pack compress2`."""
    renamed = {a.decode(): table[n] for a, name in renames(source.text) if (n := name.decode()) in table}
    return {**table, **renamed} if renamed else table


@cache
def library(parts: tuple[Interface, ...], hidden: tuple[str, ...]) -> Mapping[str, tuple[Use, str]]:
    """What the functions of the tables mean by their last names, without those that are the tree's own (`hidden`)."""
    return {
        name: (use, part.name)
        for name, (use, part) in _table(parts).items()
        if "::" not in name and not (part.shared and name in hidden)
    }


def drafts(path: str, source: SourceFile, found: Sequence[Site]) -> list[Draft]:
    """One region per function, operation, algorithm and interface that has at least one run call."""
    groups: dict[tuple[int, Family, str, str, bool], list[Site]] = {}
    for site in found:
        function = site.place.function
        key = (
            function.start_byte if function else -1,
            site.use.operation,
            site.use.algorithm,
            site.interface,
            bool(site.via),  # a wrapper's call is changed in another way than the library's
        )
        groups.setdefault(key, []).append(site)
    return [
        Draft(
            source,
            path,
            members[0].place.function,
            key[1],
            _algorithm(source, members),
            key[3],
            tuple(members),
        )
        for key, members in groups.items()
        if any(m.use.role is Role.RUN for m in members)
    ]


_NAMED_ELSEWHERE = ("openssl-evp", "gnutls-tls", "other-crypto")


def _algorithm(source: SourceFile, members: Sequence[Site]) -> str:
    """The table's algorithm, or the cipher or digest that the function, else the file, names."""
    use, interface = members[0].use, members[0].interface
    pattern = {"encrypt": _CIPHER, "decrypt": _CIPHER, "hash": _DIGEST}.get(use.operation)
    name = members[0].place.call.name
    elsewhere = interface in _NAMED_ELSEWHERE or interface.endswith("-library")
    if not elsewhere or pattern is None or re.search(r"(?i)sha\d|aes|chacha", name):
        return use.algorithm
    function = members[0].place.function
    body = source.text[function.start_byte : function.end_byte] if function else b""
    match = pattern.search(body) or pattern.search(source.text)
    if match is None:
        return use.algorithm
    named = next(g for g in match.groups() if g).decode().lower()
    return f"aes-{named}" if named in ("gcm", "cbc", "xts", "ctr") else named.replace("-", "")


def by_stream(
    sources: Mapping[str, SourceFile], sites: Mapping[str, Sequence[Site]]
) -> dict[str, list[Site]]:
    """Every call on a stream by `path:name` of the stream, so that the calls of other functions are found."""
    found: dict[str, list[Site]] = {}
    for path, members in sites.items():
        apart = _apart(sources[path], members)
        for site in members:
            name = stream_name(sources[path], site)
            if name and (site.place.function, name) not in apart:
                found.setdefault(f"{path}:{name}", []).append(site)
    return found


def _apart(source: SourceFile, sites: Sequence[Site]) -> set[tuple[Function | None, str]]:
    """Streams by function and name that no other function of the file has a part in."""
    inside: dict[Function | None, list[Site]] = {}
    for site in sites:
        inside.setdefault(site.place.function, []).append(site)
    return {(f, name) for f, members in inside.items() for name in own_streams(source, members)}


def own_streams(source: SourceFile, sites: Sequence[Site]) -> set[str]:
    """Names of streams that a function declares, begins and runs itself: other streams of the file may have the same name."""
    begun, run = (
        {stream_name(source, s) for s in sites if s.use.role is role} - {""}
        for role in (Role.BEGIN, Role.RUN)
    )
    functions = [s.place.function for s in sites if s.place.function]
    declared = source.declarations(functions[0]) if functions else {}
    return {n for n in begun & run if n in declared and "*" not in declared[n]}


def stream_name(source: SourceFile, site: Site) -> str:
    """Last name of the stream expression, through a local alias: `zs` of `&ctx->zs`; empty without a stream."""
    text = site.argument(site.use.stream) or ""
    aliased = source.assignments(site.place.function, text) if site.place.function else ()
    origin = next((v for _, sign, v in aliased if sign == "=" and v.startswith("&")), text)
    names = re.findall(r"[A-Za-z_]\w*", re.sub(r"\[[^\]]*\]", "", origin))
    return str(names[-1]) if names else ""

"""Passes 2 and 3: calls get a meaning from the interface tables, and calls of one function become one region."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from accelagent.csource import SourceFile
from accelagent.domain import Family
from accelagent.identifier.sites import Draft, Interface, Role, Site, Use

_CIPHER = re.compile(rb"EVP_(?:aead_)?aes_\d+_(gcm|cbc|xts)|EVP_(?:aead_)?(chacha20)")
_DIGEST = re.compile(rb"EVP_(sha1|sha256|sha512|sha384|md5)\b")


def sites(source: SourceFile, parts: Sequence[Interface]) -> list[Site]:
    """Calls of known library functions in source order; a function's own definition hides the library's."""
    table = {name: (use, part.name) for part in parts for name, use in part.table().items()}
    own = {f.name for f in source.functions}
    found = [(place, *table[place.call.name]) for place in source.calls(table)]
    return [
        Site(place, use, interface)
        for place, use, interface in found
        if place.call.name not in own and _has_arguments(place.call.arguments, use)
    ]


def _has_arguments(arguments: tuple[str, ...], use: Use) -> bool:
    """Another library's function of the same name usually takes fewer arguments."""
    wanted = (use.size, use.stream, use.flush, use.level, use.window)
    return len(arguments) > max((i for i in wanted if i is not None), default=-1)


def drafts(path: str, source: SourceFile, found: Sequence[Site]) -> list[Draft]:
    """One region per function, operation, algorithm and interface that has at least one run call."""
    groups: dict[tuple[int, Family, str, str], list[Site]] = {}
    for site in found:
        function = site.place.function
        key = (function.start_byte if function else -1, site.use.operation, site.use.algorithm, site.interface)
        groups.setdefault(key, []).append(site)
    return [
        Draft(source, path, members[0].place.function, key[1], _algorithm(source, members), key[3], tuple(members))
        for key, members in groups.items()
        if any(m.use.role is Role.RUN for m in members)
    ]


def _algorithm(source: SourceFile, members: Sequence[Site]) -> str:
    """The table's algorithm, or the cipher or digest that the function, else the file, names."""
    use, interface = members[0].use, members[0].interface
    pattern = {"encrypt": _CIPHER, "decrypt": _CIPHER, "hash": _DIGEST}.get(use.operation)
    if interface != "openssl-evp" or pattern is None or members[0].place.call.name.startswith("SHA"):
        return use.algorithm
    function = members[0].place.function
    body = source.text[function.start_byte : function.end_byte] if function else b""
    match = pattern.search(body) or pattern.search(source.text)
    if match is None:
        return use.algorithm
    named = next(g for g in match.groups() if g).decode()
    return f"aes-{named}" if named in ("gcm", "cbc", "xts") else named


def by_stream(all_sites: Mapping[str, Sequence[Site]]) -> dict[str, list[tuple[str, Site]]]:
    """(path, site) of every call on a stream, by the stream's own name, so that calls of other functions are found."""
    found: dict[str, list[tuple[str, Site]]] = {}
    for path, members in all_sites.items():
        for site in members:
            name = stream_name(site)
            if name:
                found.setdefault(f"{path}:{name}", []).append((path, site))
    return found


def stream_name(site: Site) -> str:
    """Last name of the stream expression: `zs` of `&ctx->zs`, empty when the call has no stream."""
    text = site.argument(site.use.stream) or ""
    names = re.findall(r"[A-Za-z_]\w*", re.sub(r"\[[^\]]*\]", "", text))
    return str(names[-1]) if names else ""

"""Whether a call is one of many on a list of buffers: scatter-gather, segments, or copies that stand in an array."""

from __future__ import annotations

import re

from accelagent.domain import Family
from accelagent.identifier.sites import Draft, Site

_MEMORY = frozenset({Family.COPY, Family.FILL, Family.COMPARE})
_SEGMENTED = _MEMORY | {Family.ENCRYPT, Family.DECRYPT, Family.HASH}
_SEGMENT = re.compile(
    r"\b(?:\w*iov\w*|\w*sgl?|sg_?list|\w*scatterlist|\w*mbufs?|\w*segs?|segments?|bvec|skb_frag\w*)\b"
)
_LISTED = re.compile(r"iovec|scatterlist|mbuf")
_SHORTER_OF = re.compile(r"\b\w*(?i:min)\w*\s*(?:<[^>]*>)?\(")


_BLANK = re.compile(r"(?i)zero|empty|blank|nul|same_?filled|sparse")
_HOLDER = re.compile(r"(?i)page|buf(?!fered)|block|sector|chunk|mem(?!ber)|cluster|extent|stripe")


def is_blank_scan(draft: Draft) -> bool:
    """A hand-written search for the first byte that is not zero, over pages, blocks or buffers."""
    name = draft.name
    return draft.interface.startswith("idiom-") and bool(_BLANK.search(name) and _HOLDER.search(name))


def segments(draft: Draft) -> bool:
    """The bytes are those of scatter-gather elements, or in a loop the shorter of two remainders: caller's payload."""
    if draft.function is None or draft.operation not in _SEGMENTED:
        return False
    scattered = is_scattered(draft)
    return any(_is_segment(draft, site, scattered) for site in draft.runs)


def is_scattered(draft: Draft) -> bool:
    """The function works on lists of buffers, as storage and network stacks hand requests around."""
    typed = draft.source.declarations(draft.function).values() if draft.function else ()
    return any("iovec" in t or "scatterlist" in t or "mbuf" in t for t in typed)


def _is_segment(draft: Draft, site: Site, scattered: bool) -> bool:
    size = site.argument(site.use.size) or ""
    given = draft.source.assignments(draft.function, size) if draft.function else ()
    texts = [size, *(v for _, _, v in given)]
    if any("iov_len" in t for t in texts):
        return True
    if site.place.loop_depth == 0:
        return False
    if any(_SHORTER_OF.search(t) for t in texts) or _is_listed(draft, site):
        return True
    if site.interface == "dispatch":
        return scattered
    return scattered and any(_SEGMENT.search(t) or _is_element(draft, t) for t in texts)


def _is_element(draft: Draft, text: str) -> bool:
    """The length of an element of a list of buffers: `m[i]->len`."""
    element = _INDEXED.match(text)
    typed = draft.source.declarations(draft.function) if element and draft.function else {}
    return bool(element and _LISTED.search(typed.get(element[1], "")))


# An element's length, and what an element of a list of copies is called; texts are short.
_INDEXED = re.compile(r"^\s*(?:\([\w ]+\)\s*)?(\w+(?:(?:->|\.)\w+)*)\[(\w+)\](?:(?:->|\.)\w+)*\s*$")
_LIST = re.compile(
    r"(?i)(?:^|_|\b)(?:co|cops?|cop(?:y|ies)\w*|ops?|desc\w*|dma\w*|ext(?:ent)?s?|pkts?|packets?|frames?|pages?|bufs?)(?:_\w+)?$"
)
_TEXTS = re.compile(
    r"(?i)(?<![a-z])(?:str(?:ing)?|name|key|word|token|line|arg|label|path|host|head(?:er)?|hdr|opt|attr|tag|field|magic)s?(?![a-z])"
)


def listed(draft: Draft) -> bool:
    """Copies that stand in an array, each with buffers and a length of its own."""
    return any(_is_listed(draft, site) for site in draft.runs)


def _is_listed(draft: Draft, site: Site) -> bool:
    """In a loop over a list: `copy(to[i]->data, from[i], length[i])`."""
    arguments = site.place.call.arguments
    element = _INDEXED.match(site.argument(site.use.size) or "") if site.place.loop_depth else None
    if draft.operation is not Family.COPY or element is None or len(arguments) < 2:
        return False
    name, index = element[1], element[2]
    named = re.findall(r"\w+", name)[-1]
    if not _LIST.search(named) or _TEXTS.search(" ".join(arguments)):
        return False
    return any(re.search(rf"\[{index}\]", a) for a in arguments[:2])

"""Pass 4: what surrounds a region: loops, callers, how often it runs, and the state of its stream."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from accelagent.csource import Function, SourceFile
from accelagent.domain import Family
from accelagent.identifier.batches import is_blank_scan, is_scattered, listed, segments
from accelagent.identifier.callers import Caller, Callers
from accelagent.identifier.group import by_stream, own_streams, stream_name
from accelagent.identifier.remarks import remarked
from accelagent.identifier.scan import Project
from accelagent.identifier.sites import Draft, Facts, Role, Site
from accelagent.identifier.usage import (
    begun,
    dictionaries,
    flushed,
    indexes,
    is_test_function,
    opened_level,
    overlaps,
    read_back,
    runs_once,
    turns,
    varies,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_MEMORY = frozenset({Family.COPY, Family.FILL, Family.COMPARE})
_TEST_FOLDERS = frozenset(
    {
        "bench",
        "benchmark",
        "benchmarks",
        "test",
        "tests",
        "testing",
        "unittest",
        "unittests",
        "fuzz",
        "fuzzing",
        "fuzzers",
    }
)
_ERROR_WORDS = frozenset(
    [
        "error",
        "err",
        "fail",
        "failure",
        "panic",
        "crash",
        "crashed",
        "oops",
        "abort",
        "fatal",
        "usage",
        "help",
        "debug",
    ]
)
_SETUP_WORDS = frozenset(
    [
        "init",
        "initialize",
        "initialise",
        "setup",
        "teardown",
        "cleanup",
        "destroy",
        "shutdown",
        "register",
        "probe",
        "configure",
        "startup",
    ]
)
_SMALL_FILES = frozenset(
    {"config", "conf", "cfg", "rules", "settings", "options", "preferences", "prefs", "locale"}
)
_SMALL_WORDS = frozenset(
    [
        "hdr",
        "header",
        "hlen",
        "head",
        "key",
        "keylen",
        "name",
        "footer",
        "trailer",
        "magic",
        "salt",
        "nonce",
        "challenge",
        "psk",
        "uuid",
        "uri",
        "url",
        "cksum",
    ]
)
_FLUSHES = {
    "none": re.compile(r"\bZ?_?NO_FLUSH\b|^0$|FlushCompress::None"),
    "finish": re.compile(r"\bZ_FINISH\b|^4$|FlushCompress::Finish"),
    "sync": re.compile(
        r"\bSYNC_FLUSH\b|FlushCompress::(?:Sync|Partial)|\bZ_(?:SYNC|PARTIAL)_FLUSH\b|\bZ_BLOCK\b|^[125]$"
    ),
    "history": re.compile(r"\bZ_INSERT_ONLY\b"),
    "full": re.compile(r"\bZ?_?FULL_FLUSH\b|^3$|FlushCompress::Full"),
}
_LEVELS = {
    "Z_DEFAULT_COMPRESSION": 6,
    "Z_BEST_COMPRESSION": 9,
    "Z_BEST_SPEED": 1,
    "Z_NO_COMPRESSION": 0,
    "-1": 6,
    **dict.fromkeys(("NoCompression", "NO_COMPRESSION", "Compression::none()"), 0),
    **dict.fromkeys(("BestSpeed", "BEST_SPEED", "Compression::fast()"), 1),
    **dict.fromkeys(("BestCompression", "BEST_COMPRESSION", "Compression::best()"), 9),
    **dict.fromkeys(("DefaultCompression", "DEFAULT_COMPRESSION", "Compression::default()"), 6),
}
_LEVEL_ARGUMENT = re.compile(r"^(?:compress)?level\s*=\s*(.+)$|^Compression::new\((.+)\)$", re.S)
_LEVEL_TEXTS = {name: str(value) for name, value in _LEVELS.items()}
_MAX_WBITS = {"MAX_WBITS": "15", "DEF_WBITS": "15"}


def surround(
    project: Project, drafts: Sequence[Draft], sites: Mapping[str, Sequence[Site]], known: Callers
) -> list[Draft]:
    """The drafts with their facts."""
    streams = by_stream(project.files, sites)
    return [replace(d, facts=_facts(project, d, streams, known, sites.get(d.path, ()))) for d in drafts]


def _facts(
    project: Project,
    draft: Draft,
    streams: Mapping[str, Sequence[Site]],
    known: Callers,
    around: Sequence[Site],
) -> Facts:
    called = known.of(draft.name)
    depth = max(s.place.loop_depth for s in draft.runs)
    others = [c for c in called if not c.stands_in(draft.path, draft.function) and not is_test(c.path)]
    linked = _linked(draft, streams)
    if draft.source.language not in ("c", "cpp"):
        linked = list(dict.fromkeys([*linked, *begun(draft, around)]))
    return Facts(
        loop_depth=depth + max((c.loop_depth for c in others), default=0),
        items=_items(draft, depth) + max((c.loop_depth for c in others), default=0),
        in_loop=depth > 0,
        callers=tuple(sorted({c.name for c in others})),
        frequency=_frequency(draft, depth) or _seldom(draft, known) or remarked(draft.source, draft.function),
        wrapper=_is_wrapper(draft),
        flushes=frozenset(f for s in linked if s.use.role is Role.RUN for f in _flushes(draft.source, s))
        | flushed(draft),
        level=opened_level(draft)
        if draft.interface == "zlib-gzfile"
        else _setting(project, draft, linked, "level"),
        window=_setting(project, draft, linked, "window"),
        state_calls=_state_calls(linked, conditional=False) or dictionaries(draft),
        optional_state=_state_calls(linked, conditional=True),
        event_loop=_in_event_loop(draft),
        connection=_on_connection(draft),
        tunes=any(s.use.role is Role.TUNE for s in linked),
        whole=_is_whole(draft),
        begins_here=any(s.use.role is Role.BEGIN for s in draft.sites) or draft.interface.endswith("oneshot"),
        small_hint=_small_hint(draft),
        blank=draft.operation is Family.COMPARE and is_blank_scan(draft),
        segments=segments(draft),
        scattered=is_scattered(draft),
        overlaps=draft.operation is Family.COPY and overlaps(draft),
        read_back=draft.operation in (Family.COPY, Family.FILL) and read_back(draft, around),
        varies=draft.operation in _MEMORY and (varies(draft) or listed(draft)),
        turns=turns(draft) if draft.operation in _MEMORY else None,
        indexes=indexes(draft),
        fed=all(s.use.fed for s in draft.runs),
    )


def _seldom(draft: Draft, known: Callers) -> str:
    """`once` when the program's entry reaches it without a loop."""

    def calls(function: Function) -> Sequence[Caller]:
        elsewhere, source, named = known.of(function.name), draft.source, (function.name,)
        here = [*source.calls(named), *(p for scope, p in source.methods(named) if scope != ".")]
        return [Caller.of(source, p) for p in here] if len(here) >= len(elsewhere) else elsewhere

    if draft.function is None:
        return ""
    if _runs_by_once(draft):
        return "setup"
    around = {c.function for c in calls(draft.function) if c.function and c.function.name != draft.name}
    if around and all(is_test_function(replace(draft, function=f)) for f in around):
        return "test"
    if around and all(_words(f.name) & _ERROR_WORDS for f in around):
        return "error"
    return "once" if runs_once(draft, calls, lambda f: bool(_words(f.name) & _SETUP_WORDS)) else ""


_ONCE = re.compile(
    rb"\b(?:pthread_once|call_once|run_once|InitOnceExecuteOnce)\s*\([^;{]*?\b([A-Za-z_]\w*)\s*[,)]\s*\)?\s*[;!=)]"
)


def _runs_by_once(draft: Draft) -> bool:
    """The function is what `pthread_once` and its like are given."""
    text, name = draft.source.text, draft.name.encode()
    return b"nce" in text and any(m[1] == name for m in _ONCE.finditer(text))


def _linked(draft: Draft, streams: Mapping[str, Sequence[Site]]) -> list[Site]:
    """The region's calls and those on a stream of the same name and direction in the rest of the file."""
    found = list(draft.sites)
    for name in sorted(
        {stream_name(draft.source, s) for s in draft.runs} - {""} - own_streams(draft.source, draft.sites)
    ):
        found += [s for s in streams.get(f"{draft.path}:{name}", ()) if s.use.operation is draft.operation]
    return list(dict.fromkeys(found))


def _state_calls(linked: Sequence[Site], *, conditional: bool) -> tuple[str, ...]:
    state = [s for s in linked if s.use.role is Role.STATE or "Dict" in s.place.call.name]
    return tuple(sorted({s.place.call.name for s in state if _is_conditional(s, linked) is conditional}))


def _is_conditional(site: Site, linked: Sequence[Site]) -> bool:
    """The call stands in a branch of its function that holds no run call: streams without it exist."""
    runs = [s.place.call.start_byte for s in linked if s.use.role is Role.RUN]
    node: Node | None = site.place.node
    while node is not None and node.type != "function_definition":
        branch = node.parent
        if branch is not None and branch.type in ("if_statement", "else_clause", "case_statement"):
            condition = branch.child_by_field_name("condition")
            guarded = condition is None or condition.id != node.id
            if guarded and not any(branch.start_byte <= at < branch.end_byte for at in runs):
                return True
        node = branch
    return False


_TEST_FILE = re.compile(
    r"test_|.*_(?:unit)?tests?$|(?:.*[_-])?(?:bench(?:mark)?s?|speed(?:test)?|self_?test|testapp)$"
)


def is_test(name: str) -> bool:
    """Whether a path relative to the tree is test code, by its folders or its own name."""
    path = PurePosixPath(name)
    folders = {p.lower() for p in path.parts[:-1]}
    return bool(_TEST_FOLDERS & folders or _TEST_FILE.match(path.stem.lower()))


def _frequency(draft: Draft, depth: int) -> str:
    if is_test(draft.path) or is_test_function(draft):
        return "test"
    words = _words(draft.name)
    if words & _ERROR_WORDS:
        return "error"
    # Compression in a set-up function is real work; copies, fills and checksums there run once.
    if words & _SMALL_FILES and words & {"load", "read", "open", "parse"} and depth == 0:
        return "setup"
    if words & _SETUP_WORDS and depth == 0 and draft.operation not in (Family.COMPRESS, Family.DECOMPRESS):
        return "setup"
    return ""


def _words(name: str) -> set[str]:
    return {w.lower() for w in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def _is_wrapper(draft: Draft) -> bool:
    if draft.function is None or any(s.place.loop_depth for s in draft.runs):
        return False
    parameters = set(draft.source.parameters(draft.function))
    lines = draft.function.end_line - draft.function.start_line
    return lines <= 12 and any((s.argument(s.use.size) or "") in parameters for s in draft.runs)


def _flushes(source: SourceFile, site: Site) -> set[str]:
    text = site.argument(site.use.flush)
    if text is None:
        return set()
    found = _flush_kinds(text) or _flush_kinds(source.constants.get(text.strip(), ""))
    if found:
        return found
    function = site.place.function
    given = source.assignments(function, text) if function else ()
    kinds = [_flush_kinds(value) or {"unknown"} for _, _, value in given]
    return set().union(*kinds) if kinds else {"unknown"}


def _flush_kinds(text: str) -> set[str]:
    return {kind for kind, pattern in _FLUSHES.items() if pattern.search(text.strip())}


def _items(draft: Draft, depth: int) -> int:
    """Own loops that go over independent items: those of a stream that is begun in the function lie outside of that."""
    if not _is_whole(draft):
        return depth
    starts = [s.place.loop_depth for s in draft.sites if s.use.role in (Role.BEGIN, Role.RESET)]
    return min(starts, default=0)


_INPUT = re.compile(rb"\b(?:f?read|pread|readv|recv\w*|fgets|getc|fill_?buf\w*|refill\w*|\w*_read)\s*\(")


def _is_whole(draft: Draft) -> bool:
    """The function starts the stream and runs it to its end on input that it has: nothing is read in between."""
    first = min(s.place.call.start_byte for s in draft.runs)
    # What begins a stream only after it has run tries again in another format.
    starts = any(
        s.use.role is Role.RESET or (s.use.role is Role.BEGIN and s.place.call.start_byte < first)
        for s in draft.sites
    )
    if not starts or draft.function is None:
        return False
    loops = [loop for s in draft.runs for loop in s.place.loops]
    return bool(loops) and not any(
        _INPUT.search(draft.source.text[loop.start_byte : loop.end_byte]) for loop in loops
    )


def _setting(project: Project, draft: Draft, linked: Iterable[Site], which: str) -> int | None:
    """The one constant that all set-up calls of the stream pass; None when they differ or compute it."""
    values = set()
    for site in linked:
        text = site.argument(site.use.level if which == "level" else site.use.window)
        if which == "level" and draft.source.language not in ("c", "cpp"):
            text = _named_level(site, text)
        if text is None or (site.use.role not in (Role.BEGIN, Role.RUN)):
            continue
        known = _LEVELS.get(text.strip()) if which == "level" else None
        if known is None:
            extra = ChainMap(_MAX_WBITS, _LEVEL_TEXTS, project.constants)  # type: ignore[arg-type]  # only read
            known = draft.source.value(text, site.place.function, site.place.call.start_byte, extra)
        values.add(known)
    return values.pop() if len(values) == 1 else None


def _named_level(site: Site, text: str | None) -> str | None:
    """The level as other languages give it: by keyword, in a wrapper, or as a member of the package."""
    texts = [a for a in site.place.call.arguments if _LEVEL_ARGUMENT.match(a)] or ([text] if text else [])
    if not texts:
        return None
    match = _LEVEL_ARGUMENT.match(texts[0])
    plain = (match[1] or match[2]) if match else texts[0]
    if re.search(r"[A-Za-z_]\w*\.\d+$", plain):
        return None  # the field of a tuple
    return plain.rpartition(".")[2] or plain


def _small_hint(draft: Draft) -> str:
    """The word of the size argument, function or class that says the bytes are few."""
    texts = [s.argument(s.use.size) or "" for s in draft.runs]
    if all(re.fullmatch(r"sizeof\b[^+*]*(?:\([^+]*\))?", t) for t in texts):
        return "sizeof"  # of an array it is a known size, so this one is of a struct
    called = [s.place.call.name for s in draft.runs]
    wrapped = called if all(s.via for s in draft.runs) else []
    brief = _words(draft.name) & {"short", "small", "tiny"}
    if brief:
        return min(brief)
    for text in [*texts, draft.name, draft.source.owner(draft.function), *wrapped]:
        words = _words(text) & _SMALL_WORDS
        if words:
            return min(words)
    return ""


_COROUTINE = re.compile(rb"(?:@\w[^\n]*\n\s*)*(?:pub\s+)?async\s+(?:def|fn)\b")
_LOOP_TYPES = re.compile(
    r"\b(?:uv_\w+_t|ev_(?:io|loop|timer)\w*|event_base|bufferevent|aeEventLoop|\w*[eE]vent_?[lL]oop\w*|EventBase|io_context|Reactor)\b"
)


_RECEIVES = re.compile(
    rb"\b(?:recv|recvfrom|recvmsg|SSL_read|gnutls_record_recv|bufferevent_read|evbuffer_remove|async_read_some|read_some|sock_recv\w*)\s*\("
)
_ARRIVES = re.compile(
    r"(?i)(?:^|_)on_?(?:data|read|recv|message|frame|text|packet|chunk|line|bytes)|data_?received|buffer_?updated|readable|channel_?read|handle_?(?:read|message|frame|data)"
    r"|feed_?data|web_?socket|(?:^|_)ws_|per_?message"
)


def _on_connection(draft: Draft) -> bool:
    """The function is handed what has just arrived on a connection, or takes it from there."""
    function = draft.function
    if function is None:
        return False
    body = draft.source.text[function.start_byte : function.end_byte]
    return bool(_RECEIVES.search(body) or _ARRIVES.search(draft.name))


def _in_event_loop(draft: Draft) -> bool:
    """A coroutine, or a function that is handed an event loop's own types: a wait in it stops all other work."""
    if draft.function is None:
        return False
    start = draft.function.start_byte
    if _COROUTINE.match(draft.source.text, start):
        return True
    return any(_LOOP_TYPES.search(t) for t in draft.source.declarations(draft.function).values())

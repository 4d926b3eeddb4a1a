"""What an implementation must mind, and which recipe or gate sees to it."""

from __future__ import annotations

from collections.abc import Iterator

from accelagent.domain import Consideration, Execution, Family
from accelagent.identifier.benefit import Option
from accelagent.identifier.sites import Draft


def considerations(draft: Draft, option: Option) -> tuple[Consideration, ...]:
    """For the chosen device and execution model."""
    queued = option.execution is not Execution.IN_CORE
    found = list(_compression(draft, queued)) if draft.operation is Family.COMPRESS else []
    if queued:
        found += _device(draft, option)
    return tuple(found + list(_context(draft, queued)))


def _recipe(option_is_queued: bool, asynchronous: bool = False) -> str:
    if not option_is_queued:
        return "incore-isal"
    return "offload-async" if asynchronous else "offload-sync"


def _compression(draft: Draft, queued: bool) -> Iterator[Consideration]:
    yield Consideration(
        "the bytes differ from zlib's and decode to the same: compare after decoding",
        "byte-identical-tests",
        "verify",
    )
    yield Consideration(
        "levels map to few device levels: the output may be larger", "level-mapping", "profile"
    )
    yield Consideration(
        "output may exceed the input: keep zlib's bound and redo what does not fit",
        "output-bound",
        _recipe(queued),
    )
    if queued:
        yield Consideration(
            "the device checks each block by decoding it: leave that on",
            "compress-and-verify",
            "offload-sync",
        )
    if draft.facts.flushes & {"sync", "unknown"}:
        text = "a sync flush may reach this stream: from there on it continues on the core"
        yield Consideration(text, "sync-flush", _recipe(queued))
    if draft.facts.tunes:
        yield Consideration(
            "deflateParams changes the level in mid-stream: it takes effect at the next block",
            "level-mapping",
            _recipe(queued),
        )


def _device(draft: Draft, option: Option) -> Iterator[Consideration]:
    recipe = _recipe(True, option.execution is Execution.ASYNC)
    yield Consideration(
        "no device, a full queue and an error each end on the core", "retry-and-fallback", "faults"
    )
    yield Consideration("every wait has an end", "unbounded-wait", "faults")
    yield Consideration("device memory is pinned: allocate once and reuse", "pinned-memory", recipe)
    yield Consideration(
        "device handles do not survive fork: open them in the child", "fork-after-init", recipe
    )
    yield Consideration("one instance per thread, or threads queue for its lock", "instance-sharing", recipe)
    yield Consideration(
        "count what the device did: a silent software path looks like success",
        "silent-software-path",
        "offload",
    )
    if option.execution is Execution.ASYNC:
        yield Consideration("input belongs to the request until it completes", "buffer-lifetime", recipe)
        yield Consideration(
            "results are taken in the order of the input, not of completion", "completion-order", recipe
        )
    if draft.operation in (Family.ENCRYPT, Family.DECRYPT, Family.SIGN):
        yield Consideration(
            "needs OpenSSL's asynchronous jobs and an event loop that knows them", "async-handshakes"
        )


def _context(draft: Draft, queued: bool) -> Iterator[Consideration]:
    if draft.facts.optional_state:
        text = f"{', '.join(draft.facts.optional_state)} is called on some streams: those stay on the core"
        yield Consideration(text, "preset-dictionary", _recipe(queued))
    if draft.facts.begins_here and draft.interface == "zlib-stream":
        yield Consideration(
            "the stream is set up for every item: recycle it", "session-setup-per-operation", _recipe(queued)
        )
    if draft.sizes.typical is None:
        yield Consideration(
            "sizes are unknown: measure them before choosing the threshold", "unknown-sizes", "profile"
        )
    if queued and draft.facts.callers:
        names = ", ".join(draft.facts.callers[:4])
        yield Consideration(
            f"called by {names}: none of them may run an event loop that a wait would stop",
            "event-loop-blocking",
        )
    if draft.operation is Family.DECOMPRESS:
        yield Consideration(
            "input from elsewhere may need the core: several blocks, members or an unknown size",
            "foreign-gzip",
            _recipe(queued),
        )

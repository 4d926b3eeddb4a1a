"""The verdict: options and obstacles against the sizes seen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from accelagent.devices import DeviceModel
from accelagent.domain import Execution, Family, Reason, Verdict
from accelagent.identifier.benefit import Option, Work, effects, options, show_bytes, show_seconds, work_of
from accelagent.identifier.obstacles import is_record, obstacles
from accelagent.identifier.sites import Draft

COLD_BYTES = 1 << 20  # a burst of such copies leaves every cache
BLOCK_BYTES = 65536  # what a gathered stream hands over at a time
_MEMORY = frozenset({Family.COPY, Family.FILL, Family.COMPARE})
_MANAGED = frozenset({"java", "python", "go"})
_CODEC = frozenset({Family.COMPRESS, Family.DECOMPRESS})
_IN_CORE_FIRST = frozenset({Family.CRC})
_BULK = frozenset({Family.HASH, Family.ENCRYPT, Family.DECRYPT})


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict with what it rests on."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    confidence: float
    option: Option | None = None  # None when the verdict is avoid
    min_bytes: int | None = None
    execution: Execution | None = (
        None  # where it differs from the option's: on the core, but not in this thread
    )


def judge(draft: Draft, devices: Sequence[DeviceModel], without: str = "") -> Judgement:
    """Whether the region should be offloaded, to what, from which size, and why; `without` is a part that is left out."""
    work = work_of(draft)
    choices = _choices(draft, options(work, devices))
    against = [] if without == "knowledge" else obstacles(draft)
    if not choices:
        return _avoid(_already_in_core(draft))
    barred = [o for o in against if o.in_core]
    if barred:
        return _avoid(*(o.reason for o in against), confidence=barred[0].confidence)
    if against:
        choices = tuple(o for o in choices if o.model.kind == "in-core")
        if not choices:
            return _avoid(*(o.reason for o in against))
    if draft.operation in (Family.SIGN, Family.KEX):
        return _handshake(draft, work, choices)
    option = _prefer(draft, choices)
    if without == "benefit":
        return Judgement(Verdict.OFFLOAD, (), 0.5, option, 1)
    judged = _weigh(draft, work, option)
    notes = (*(o.reason for o in against), *_notes(draft, work, option, choices))
    execution = None
    if draft.facts.event_loop and judged.option and draft.operation in _CODEC:
        text = f"{draft.name} runs on an event loop: what takes longer than a hop belongs to another thread or the device"
        notes = (*notes, Reason(text, "event-loop-blocking"))
        execution = Execution.ASYNC
    return Judgement(
        judged.verdict,
        (*judged.reasons, *notes),
        judged.confidence,
        judged.option,
        judged.min_bytes,
        execution,
    )


def _is_own(draft: Draft) -> bool:
    """Written out by hand, without the core's instructions for it."""
    return draft.interface.startswith("idiom-")


def _is_fast(draft: Draft) -> bool:
    """A core with today's instructions does it so fast that unknown sizes are no reason to move it."""
    return draft.operation in _MEMORY or (draft.operation in _BULK and not _is_own(draft))


def _choices(draft: Draft, found: Sequence[Option]) -> tuple[Option, ...]:
    """Options that are not what the code does already, and that can read the data's format."""
    return tuple(
        o
        for o in found
        if not (_is_in_core(draft) and o.model.kind == "in-core")
        and not (draft.operation is Family.DECOMPRESS and "history_bytes" in o.model.parameters)
    )


def _is_in_core(draft: Draft) -> bool:
    """The library called already uses the core's own instructions for the purpose."""
    if draft.interface.endswith("-library") and draft.operation in _BULK:
        return True
    return draft.interface.startswith(("openssl", "isal", "crc32c"))


def _already_in_core(draft: Draft) -> Reason:
    if draft.operation in _CODEC and draft.algorithm not in ("deflate", "zlib", "gzip", "lz4"):
        text = (
            f"no device given speaks {draft.algorithm}; another codec changes the format that readers expect"
        )
        return Reason(text, "codec-without-device")
    if _is_in_core(draft) and not draft.interface.startswith("openssl"):
        return Reason(
            "the library called already uses the core's SIMD and checksum instructions", "isal-deflate"
        )
    if draft.operation in (Family.ENCRYPT, Family.DECRYPT, Family.HASH):
        text = f"the library already runs {draft.algorithm} on the core, with its instructions where there are any"
        return Reason(text, "aes-in-core")
    text = "the devices given decode streams with a 4 KiB window only; ordinary zlib data has 32 KiB"
    return Reason(text, "window-size")


def _avoid(*reasons: Reason, confidence: float = 0.9) -> Judgement:
    return Judgement(Verdict.AVOID, reasons, confidence)


def is_gathered(draft: Draft) -> bool:
    """The calls feed one stream piece by piece, so the pieces can be collected before they are handed over."""
    return draft.interface in ("zlib-stream", "zlib-gzfile") and bool(
        draft.operation is Family.COMPRESS
        and (draft.facts.flushes - {"finish", "sync"} or draft.interface == "zlib-gzfile")
    )


def _prefer(draft: Draft, choices: Sequence[Option]) -> Option:
    """The execution model that fits the structure, on the first device that has it."""
    in_core = [o for o in choices if o.execution is Execution.IN_CORE]
    queued = [o for o in choices if o.execution is not Execution.IN_CORE]
    first = draft.operation in _IN_CORE_FIRST or (draft.operation in _BULK and _is_own(draft))
    if not queued or (first and in_core):
        return in_core[0]
    if in_core and draft.source.language in _MANAGED:
        return in_core[
            0
        ]  # another library is a binding away; a device needs memory that the runtime does not move
    typical = BLOCK_BYTES if is_gathered(draft) else draft.sizes.typical
    asynchronous = [o for o in queued if o.execution is Execution.ASYNC]
    synchronous = [o for o in queued if o.execution is Execution.SYNC and _pays(o, typical, 2)]
    facts = draft.facts
    alone = (
        draft.operation in _CODEC
        and typical is None
        and not (facts.items or facts.scattered or facts.event_loop)
    )
    if alone and not is_gathered(draft):
        # Nothing to overlap with is in sight: people then wait in the calling thread, and threads give the concurrency.
        synchronous = [o for o in queued if o.execution is Execution.SYNC]
    overlaps = facts.items > 0 or facts.event_loop or is_gathered(draft) or not synchronous
    chosen = list((asynchronous if overlaps else synchronous) or queued)
    paying = [o for o in chosen if typical is None or _pays(o, typical, 1)]
    return paying[0] if paying else (in_core or chosen)[0]


def _pays(option: Option, nbytes: int | None, corner: int) -> bool:
    need = option.needs[corner]
    return need is not None and nbytes is not None and nbytes >= max(need, option.floor)


def _weigh(draft: Draft, work: Work, option: Option) -> Judgement:
    sizes = draft.sizes
    if option.from_bytes is None:
        text = f"{_name(option)} is not ahead of one core at any size up to 64 MiB"
        return _avoid(Reason(text, _threshold_entry(draft, option)))
    if is_gathered(draft) and option.execution is not Execution.IN_CORE:
        return _stream(draft, work, option)
    if sizes.high is None and sizes.low is None:
        return _unknown(draft, option)
    low = sizes.low if sizes.low is not None else sizes.typical
    # What the core does fast pays only where it surely does.
    alone = draft.operation in _MEMORY and not draft.facts.loop_depth
    never = alone and sizes.high is not None and sizes.high < option.from_bytes
    if sizes.high is not None and (never or not _pays(option, sizes.high, 1)):
        return _too_small(draft, work, option, sizes.high)
    # Fast on the core means that only overlap pays, and that takes restructuring.
    fast = _is_fast(draft) or (_is_in_core(draft) and draft.operation is Family.CRC)
    surely = work.cold and low is not None and low >= COLD_BYTES
    if (
        sizes.high is None
        and sizes.typical is None
        and _is_fast(draft)
        and (low or 0) < option.from_bytes
        and not work.cold
    ):
        return _unknown(draft, option)  # that it is not less than a few bytes says nothing
    if _pays(option, low, 2) and (surely or not fast):
        sure = 0.9 if sizes.low is not None else 0.75
        return Judgement(
            Verdict.OFFLOAD, (_compare(draft, work, option, low or 1),), sure, option, option.from_bytes
        )
    seen = sizes.typical or sizes.high or sizes.low or 1
    if sizes.typical:
        reason = _compare(draft, work, option, seen)
        return Judgement(Verdict.CONDITIONAL, (reason,), 0.7, option, option.from_bytes)
    bound = f"sizes {'up to' if sizes.high else 'from'} {show_bytes(seen)} occur, which are usual is not in the source; "
    reason = _compare(draft, work, option, seen, bound + ("at most " if sizes.high else "at least "))
    return Judgement(Verdict.CONDITIONAL, (reason,), 0.5, option, option.from_bytes)


def _too_small(draft: Draft, work: Work, option: Option, high: int) -> Judgement:
    """Even the largest size seen is below what pays; where the device's fastest end would change that, it is said."""
    reason = _compare(draft, work, option, high)
    if not _pays(option, high, 0):
        return _avoid(reason)
    text = (
        f"at the fastest end of {option.model.name}'s range this flips: it would pay from {show_bytes(max(option.needs[0] or 1, option.floor))}; "
        "calibrate the device to know"
    )
    if work.cold and draft.operation is Family.FILL and option.execution is Execution.ASYNC:
        # A burst of fills of ever new pages: only the device's calibration decides, and the core's caches are spared.
        from_bytes = max(option.needs[0] or 1, option.floor)
        return Judgement(
            Verdict.CONDITIONAL, (reason, Reason(text, "adaptive-threshold")), 0.4, option, from_bytes
        )
    return _avoid(reason, Reason(text, "adaptive-threshold"), confidence=0.6)


def _stream(draft: Draft, work: Work, option: Option) -> Judgement:
    reason = _compare(draft, work, option, BLOCK_BYTES, "gathered to 64 KiB: ")
    piece = draft.sizes.typical
    each = f"{show_bytes(piece)} per call" if piece else "one piece per call"
    hop = Reason(
        f"{each} is how the stream is fed, not what the device should see: one blocking request per call leaves it idle "
        "in between and starts every piece without history",
        "stateful-stream-on-stateless-device",
    )
    many = draft.facts.loop_depth > 0 and _pays(option, BLOCK_BYTES, 2)
    verdict = Verdict.OFFLOAD if many else Verdict.CONDITIONAL
    return Judgement(verdict, (reason, hop), 0.8 if many else 0.6, option, option.from_bytes)


def _unknown(draft: Draft, option: Option) -> Judgement:
    even = option.break_even or 1
    pays = f"pays from {show_bytes(even)}{_range(option)}" if even > 1 else "pays at any size it accepts"
    pays += _floor(option)
    text = f"sizes are not in the source; {_name(option)} {pays}"
    told = draft.facts.segments or draft.facts.blank or is_record(draft)
    if _is_fast(draft) and not told:
        why = f"{text}, and calls of this kind are mostly far smaller"
        return Judgement(Verdict.AVOID, (Reason(why, _threshold_entry(draft, option)),), 0.6)
    if draft.operation is Family.CRC and _is_in_core(draft) and not _is_payload(draft):
        why = f"{text}, and the core's instruction takes tens of bytes per nanosecond: a queue is for long payloads in lists of buffers"
        return Judgement(Verdict.AVOID, (Reason(why, "crc-in-core"),), 0.6)
    if draft.facts.segments:
        text += "; scatter-gather lengths are those of the caller's input and output"
    reason = Reason(text, "unknown-sizes")
    return Judgement(
        Verdict.CONDITIONAL, (reason,), 0.4 if draft.facts.segments else 0.5, option, option.from_bytes
    )


_PAYLOAD = re.compile(r"(?i)payload|data_?(?:len|size|digest|seg)|iov|accel")


def _is_payload(draft: Draft) -> bool:
    """A checksum over what a request carries, by its lists of buffers or its names."""
    texts = [t for s in draft.runs for t in (s.argument(s.use.size) or "", s.place.call.name)]
    return draft.facts.scattered or any(_PAYLOAD.search(t) for t in (draft.name, *texts))


def _handshake(draft: Draft, work: Work, choices: Sequence[Option]) -> Judgement:
    option = next((o for o in choices if o.execution is Execution.ASYNC), choices[0])
    what = "a signature" if draft.operation is Family.SIGN else "a key agreement"
    core, ours = work.core_seconds(0), option.seconds(work, 0)
    text = (
        f"{what} takes {show_seconds(core)} on a core; {_name(option)} takes {show_seconds(ours)} of an "
        "engine's share while the event loop goes on, if the application uses OpenSSL's asynchronous jobs"
    )
    return Judgement(Verdict.CONDITIONAL, (Reason(text, "async-handshakes"),), 0.5, option, None)


def _compare(draft: Draft, work: Work, option: Option, nbytes: int, prefix: str = "") -> Reason:
    """The sentence with the numbers."""
    times = [option.seconds(work, nbytes, corner) for corner in ("low", "mid", "high")]
    spread = f"{show_seconds(times[0])} to {show_seconds(times[2])}"
    text = (
        f"{prefix}{show_bytes(nbytes)} per operation takes {show_seconds(work.core_seconds(nbytes))} on a core against "
        f"{show_seconds(times[1])} with {_name(option)} ({spread} over the device's range); "
    )
    need = (
        f"break-even {show_bytes(option.break_even)}{_range(option)}{_floor(option)}"
        if option.break_even
        else "no break-even"
    )
    found = effects(option, work, nbytes)
    freed = f"frees {found.cpu_freed:.0%} of its core time" if found.cpu_freed > 0 else "frees no core time"
    gained = f"; {freed}, latency x{1 / found.latency:.2g}"
    return Reason(text + need + gained, _threshold_entry(draft, option))


def _name(option: Option) -> str:
    how = {"sync": ", waiting", "async": ", several in flight", "in-core": " on the core"}
    return f"{option.model.name}{how.get(option.execution, '')}"


def _range(option: Option) -> str:
    low, high = option.needs[0], option.needs[2]
    if low == high:
        return ""
    ends = [show_bytes(n) if n is not None else "never" for n in (low, high)]
    return f" ({ends[0]} at its fastest end, {ends[1]} at its slowest)"


def _floor(option: Option) -> str:
    """What keeps smaller requests on the core although they would pay by these numbers."""
    if option.break_even is None or option.floor <= option.break_even:
        return ""
    return f", sent from {show_bytes(option.floor)} on, as the vendor's own library does"


def _threshold_entry(draft: Draft, option: Option) -> str:
    match draft.operation:
        case Family.COMPRESS:
            return "isal-deflate" if option.model.kind == "in-core" else "deflate-break-even"
        case Family.DECOMPRESS:
            return "decompress-break-even"
        case Family.CRC:
            return "crc-in-core"
        case Family.HASH:
            return "hash-in-core"
        case Family.ENCRYPT | Family.DECRYPT:
            return "small-tls-records" if is_record(draft) else "aes-in-core"
    return "copy-break-even"


def _notes(draft: Draft, work: Work, option: Option, choices: Sequence[Option]) -> list[Reason]:
    """What else an engineer would want said about the choice."""
    notes = []
    size = BLOCK_BYTES if is_gathered(draft) else draft.sizes.typical
    blocking = next(
        (o for o in choices if o.model is option.model and o.execution is Execution.SYNC and o is not option),
        None,
    )
    if blocking and option.execution is Execution.ASYNC:
        notes.append(_waiting(blocking, draft.sizes.typical))
    in_core = next((o for o in choices if o.execution is Execution.IN_CORE and o is not option), None)
    if in_core and size:
        took = show_seconds(in_core.seconds(work, size))
        notes.append(
            Reason(
                f"without a device, {in_core.model.name} takes {took} for {show_bytes(size)}", "isal-deflate"
            )
        )
    if draft.operation in _MEMORY:
        text = (
            "a copy leaves its destination in the cache, a device's copy need not: the reader after it pays"
        )
        notes.append(Reason(text, "cache-hot-copy"))
    if draft.facts.wrapper and draft.facts.callers:
        text = f"{draft.name} only forwards its buffer: sizes and loops are those of {', '.join(draft.facts.callers[:4])}"
        notes.append(Reason(text, "wrapper-functions"))
    return notes


def _waiting(blocking: Option, typical: int | None) -> Reason:
    need = blocking.break_even
    pays = f"pays from {show_bytes(need)}{_range(blocking)}" if need else "never pays"
    at = f", a call brings {show_bytes(typical)}," if typical else ""
    return Reason(
        f"waiting for each request {pays}{at} and keeps one engine of many busy", "sync-per-request"
    )

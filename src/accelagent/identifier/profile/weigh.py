"""What a profile changes: the sizes that a verdict rests on, the guess how often the code runs, and the verdict itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from accelagent.domain import Reason, Sizes, Verdict
from accelagent.identifier.benefit import show_bytes
from accelagent.identifier.judge import Judgement
from accelagent.identifier.profile.match import Seen, by_bytes, total
from accelagent.identifier.sites import Draft

SMALL_SHARE = 0.01  # of the run's time: less is not worth a change (entry measured-profile)
_HOT_SHARE = 0.05  # contradicts a guess from names that the code seldom runs
_UNSEEN = 0.5  # what confidence is multiplied by when the run never came here
_SURER = 0.1
_MOST = 0.95
_ENTRY = "measured-profile"


def informed(draft: Draft, seen: Seen) -> Draft:
    """The region with the sizes of the profile in place of those of the source."""
    if seen.below and (draft.sizes.high is None or draft.sizes.high >= seen.below):
        text = f"{seen.profile} {seen.never}"
        draft = replace(draft, sizes=Sizes(high=seen.below - 1, evidence=text))
    if seen.sizes:
        draft = replace(draft, sizes=_bounded(draft.sizes, seen) if seen.bound else _sizes(seen))
    if not seen.of and (seen.share or 0) >= _HOT_SHARE and draft.facts.frequency in ("error", "setup"):
        draft = replace(draft, facts=replace(draft.facts, frequency=""))
    return draft


def _sizes(seen: Seen) -> Sizes:
    """Byte-weighted: `low` is the size above which calls carry 95 % of the bytes."""
    filled = tuple((size, calls) for size, calls in seen.sizes if size)
    if not filled:
        return Sizes(0, 0, 0, f"{seen.profile}: {total(seen.sizes)} calls without data")
    typical = by_bytes(filled, 0.5)
    what = f" of {seen.of}" if seen.of else ""
    text = f"{seen.profile}: {total(seen.sizes)} calls{what}, half of the bytes in calls of about {show_bytes(typical)} or less"
    return Sizes(by_bytes(filled, 0.05), typical, filled[-1][0], text)


def _bounded(static: Sizes, seen: Seen) -> Sizes:
    largest = max(size for size, _ in seen.sizes)
    if static.high is not None and static.high <= largest:
        return static
    text = f"{seen.profile}: no call of {seen.of} has more than {show_bytes(largest)}"
    known = static.low is not None or static.high is not None
    return replace(static, high=largest, evidence=f"{static.evidence}; {text}" if known else text)


def weighed(judged: Judgement, seen: Seen) -> Judgement:
    """The verdict with the profile's say: too small a share is not worth a change, never seen is less certain."""
    if seen.never:
        told = seen.blind or seen.below > 0
        factor = 1.0 if told else _UNSEEN
        text = f"profile {seen.profile} ({seen.basis}) {seen.never}"
        text += "" if told else ": the verdict rests on the source alone"
        return replace(
            judged,
            reasons=(*judged.reasons, Reason(text, _ENTRY)),
            confidence=round(judged.confidence * factor, 2),
        )
    reason = Reason(_said(seen), _ENTRY)
    if seen.share is not None and seen.share < SMALL_SHARE:
        why = Reason(
            f"{_percent(seen.share)} of the run's time in profile {seen.profile}: below {SMALL_SHARE:.0%} no change is worth its risk",
            _ENTRY,
        )
        return Judgement(Verdict.AVOID, (why, reason, *judged.reasons), max(0.9, judged.confidence))
    surer = judged.confidence
    if not seen.of and (seen.share is not None or seen.sizes):
        surer = max(surer, min(_MOST, round(surer + _SURER, 2)))
    return replace(judged, reasons=(*judged.reasons, reason), confidence=surer)


def _said(seen: Seen) -> str:
    return f"profile {seen.profile} ({seen.basis}): {', '.join(_facts(seen))}"


def _facts(seen: Seen) -> Iterator[str]:
    if seen.share is not None:
        yield f"{_percent(seen.share)} of the run's time"
    if seen.calls is not None:
        yield f"{seen.calls} calls"
    if seen.sizes:
        yield "sizes " + "; ".join(f"{calls} up to {show_bytes(size)}" for size, calls in seen.sizes)
    if seen.threads:
        yield f"at most {seen.threads} {'thread' if seen.threads == 1 else 'threads'} at the same time"
    if seen.of:
        yield f"all this of {seen.of}"


def _percent(share: float) -> str:
    return f"{share:.1%}" if share >= 0.001 else "below 0.1 %"

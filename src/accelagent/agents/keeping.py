"""A run with a model as a small file: settings, exchanges and what became of each node, to replay and to count."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from accelagent.agents.record import loaded, restored, saved
from accelagent.domain import Counters, Measured, Patch, Trial
from accelagent.store import Store, decode, encode

SUFFIX = ".run.jsonl"
_OPTIONS, _TRIALS = "options", "trials"


@dataclass(frozen=True, slots=True)
class Kept:
    """What such a file holds; trials carry no text, log or samples."""

    options: Any
    trials: tuple[Trial, ...]
    exchanges: Mapping[str, Any]


def kept(store: Store) -> str:
    """The run as lines of JSON: options and trials first, then one exchange a line."""
    trials = [encode(_bare(decode(Trial, t))) for t in store.all("trial")]
    head = {_OPTIONS: store.get("run", "options"), _TRIALS: trials}
    return f"{json.dumps(head, sort_keys=True)}\n{saved(store)}"


def read(text: str) -> Kept:
    """What `kept` gave, again."""
    first, _, rest = text.partition("\n")
    head = json.loads(first)
    return Kept(head[_OPTIONS], tuple(decode(Trial, t) for t in head[_TRIALS]), loaded(rest))


def revived(text: str, store: Store, spec: Mapping[str, str]) -> None:
    """Put options and exchanges into an empty record, so that `--replay` takes it for the run; `spec` has its path and text."""
    store.append("run", "spec", dict(spec))
    store.append("run", "options", read(text).options)
    restored(store, text.partition("\n")[2])


def _bare(trial: Trial) -> Trial:
    outcome = trial.outcome
    lean = tuple(replace(e, samples=()) for e in outcome.estimates)
    if isinstance(outcome, Measured):
        slim = replace(outcome, estimates=lean, gates=(), counters=outcome.counters or Counters())
        return replace(trial, candidate=_without_text(trial), outcome=slim)
    rejected = replace(outcome, estimates=lean, gates=(), log="", reason=outcome.reason[:160])
    return replace(trial, candidate=_without_text(trial), outcome=rejected)


def _without_text(trial: Trial) -> Any:
    patch = trial.candidate.patch
    return replace(trial.candidate, patch=Patch((), patch.regions) if patch else None, commit="")

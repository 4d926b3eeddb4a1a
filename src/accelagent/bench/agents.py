"""What recorded model exchanges and coding agents' submissions came to: repairs needed, tokens, cost, per agent."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from accelagent.bench import _review
from accelagent.bench._part import Figure, Part
from accelagent.codegen.tree import CONTROL
from accelagent.domain import Kind, Measured, Tier, Trial
from accelagent.store import Store, decode

RUNS = "ACCELAGENT_RUNS"
CORPUS = "ACCELAGENT_CORPUS"
RECORDINGS = "ACCELAGENT_RECORDINGS"  # folder of second opinions, as `make test-llm` records them
KEPT = ".run.jsonl"  # of agents/keeping.py
_SCRIPTED = ("function:", "test:", "scripted")  # model names that no provider has: answers written by hand
_STAGES = {"build": "built", "test": "passed_tests", "verify": "verified"}
_WRITERS = frozenset({"codegen", "compiler", "profiler"})


def run() -> tuple[Figure, ...]:
    """Figures of the run directories named in ACCELAGENT_RUNS, separated by `:`, else of kept runs; and of second opinions."""
    folder = Path(os.environ.get(CORPUS, "tests/corpus"))
    recordings = Path(os.environ.get(RECORDINGS, "tests/agents/recordings"))
    return (*_runs(recordings), *_review.figures(folder, recordings))


def _runs(recordings: Path) -> tuple[Figure, ...]:
    exchanges: list[tuple[str, Mapping[str, Any]]] = []
    trials: list[list[Trial]] = []
    if not os.environ.get(RUNS):
        for file in sorted(recordings.glob(f"*{KEPT}")):
            from accelagent.agents.keeping import read

            found = read(file.read_text(encoding="utf-8"))
            exchanges += found.exchanges.items()
            trials.append(list(found.trials))
        if trials:
            return (*_asked(exchanges), *_proposed(trials), *_costs(exchanges, trials))
    folders = [Path(p) for p in os.environ.get(RUNS, "").split(os.pathsep) if p]
    stores = [f / "run.db" for f in folders if (f / "run.db").is_file()]
    absent = [str(f) for f in folders if f / "run.db" not in stores]
    if not stores:
        why = (
            f"no run.db in {', '.join(absent)}"
            if absent
            else f"set {RUNS} to run directories, separated by :, or {RECORDINGS} to a folder of *{KEPT}"
        )
        return (Figure("exchanges", None, "count", None, note=why),)
    for path in stores:
        with Store.open(path, create=False) as store:
            exchanges += zip(store.keys("exchange"), store.all("exchange"), strict=True)
            trials.append([decode(Trial, t) for t in store.all("trial")])
    return (*_asked(exchanges), *_proposed(trials), *_costs(exchanges, trials))


def agent_of(key: str) -> str:
    """The agent in an exchange's key, such as `codegen` in `packer/codegen/throughput/0`."""
    parts = key.split("/")
    return parts[1] if len(parts) > 2 else parts[0]


def kind_of(exchange: Mapping[str, Any]) -> str:
    """`scripted` for answers of a test's own function, else `recorded`."""
    name = str(exchange.get("model", ""))
    return "scripted" if name.startswith(_SCRIPTED) else "recorded"


def _asked(exchanges: Sequence[tuple[str, Mapping[str, Any]]]) -> Iterator[Figure]:
    yield Figure("exchanges", float(len(exchanges)), "count", None, note=_source(exchanges))
    groups: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for key, exchange in exchanges:
        groups[agent_of(key)].append(exchange)
    for agent, asked in sorted(groups.items()):
        tokens = tuple(_tokens(e) for e in asked)
        yield Figure(
            f"tokens_{agent}", float(sum(tokens)), "token", None, tokens, note="samples: per exchange"
        )
        seconds = tuple(float(e.get("seconds") or 0.0) for e in asked)
        yield Figure(f"seconds_{agent}", sum(seconds), "s", "wall", seconds, note="samples: per exchange")


def _source(exchanges: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    names = sorted({f"{e.get('model') or 'unnamed'} ({kind_of(e)})" for _, e in exchanges})
    return f"models: {', '.join(names)}" if names else "the runs hold no exchange with a model"


def _tokens(exchange: Mapping[str, Any]) -> int:
    return int(exchange.get("input_tokens") or 0) + int(exchange.get("output_tokens") or 0)


def _proposed(runs: Sequence[Sequence[Trial]]) -> Iterator[Figure]:
    """Per proposer other than the recipes: candidates, accepted ones, and chains accepted after n repairs."""
    written = [t for trials in runs for t in trials if _counts(t)]
    for proposer in sorted({t.candidate.proposer for t in written}):
        mine = [t for t in written if t.candidate.proposer == proposer]
        quick = [t for t in mine if t.tier is Tier.QUICK]
        full = [t for t in mine if t.tier is Tier.FULL]
        name = "".join(c if c.isalnum() else "_" for c in proposer)
        yield Figure(
            f"candidates_{name}", float(len(quick)), "count", None, note="put through the quick gates"
        )
        for stage, label in _STAGES.items():
            behind = sum(_is_behind(t, stage) for t in quick)
            yield Figure(f"{label}_{name}", float(behind), "count", None, note=f"of {len(quick)} candidates")
        yield Figure(f"accepted_quick_{name}", float(_passed(quick)), "count", None)
        yield Figure(
            f"accepted_full_{name}",
            float(_passed(full)),
            "count",
            None,
            note=f"of {len(full)} put through them",
        )
        for repairs, (good, tried) in sorted(success_after(runs, proposer).items()):
            yield Figure(
                f"success_after_{repairs}_{name}",
                good / tried,
                "",
                None,
                note=f"{good} of {tried} tasks, cumulative",
            )


def _is_behind(trial: Trial, stage: str) -> bool:
    """Whether the candidate passed that stage."""
    if isinstance(trial.outcome, Measured):
        return True
    order = ("policy", "build", "test", "verify")
    failed = trial.outcome.stage
    return failed not in order or order.index(failed) > order.index(stage)


def _counts(trial: Trial) -> bool:
    return trial.candidate.kind is not Kind.ROOT and trial.candidate.proposer not in ("recipes", CONTROL)


def _passed(trials: Sequence[Trial]) -> int:
    return sum(isinstance(t.outcome, Measured) for t in trials)


def success_after(runs: Sequence[Sequence[Trial]], proposer: str) -> dict[int, tuple[int, int]]:
    """Repairs -> (tasks with a candidate through the quick gates by then, tasks).

    A task is a run, service and objectives, and the region where a patch names one alone.
    """
    tasks: dict[object, list[bool]] = defaultdict(list)
    for number, trials in enumerate(runs):
        for t in trials:
            if _counts(t) and t.candidate.proposer == proposer and t.tier is Tier.QUICK:
                region = t.candidate.patch.regions if t.candidate.patch else ()
                place = region if len(region) == 1 else ()
                tasks[number, t.candidate.service, t.candidate.objectives, place].append(
                    isinstance(t.outcome, Measured)
                )
    longest = max(map(len, tasks.values()), default=0)
    return {n: (sum(any(found[: n + 1]) for found in tasks.values()), len(tasks)) for n in range(longest)}


def _costs(
    exchanges: Sequence[tuple[str, Mapping[str, Any]]], runs: Sequence[Sequence[Trial]]
) -> Iterator[Figure]:
    """What the model's accepted candidates took, rejected attempts included."""
    spent = [e for key, e in exchanges if agent_of(key) in _WRITERS]
    accepted = {
        (number, t.candidate.id)
        for number, trials in enumerate(runs)
        for t in trials
        if t.candidate.proposer == "llm" and isinstance(t.outcome, Measured)
    }
    if not spent:
        return
    many, note = len(accepted), f"{len(accepted)} accepted by the quick gates"
    tokens = sum(_tokens(e) for e in spent)
    yield Figure("tokens_per_accepted", tokens / many if many else None, "token", None, note=note)
    known = [float(e["dollars"]) for e in spent if e.get("dollars") is not None]
    priced = f"{note}; price known for {len(known)} of {len(spent)} exchanges"
    yield Figure(
        "dollars_per_accepted", sum(known) / many if many and known else None, "$", None, note=priced
    )


PART = Part(
    "agents",
    "models and coding agents, from recorded runs",
    run,
    f"Only what the runs named in {RUNS} hold; a scripted model's answers were written by hand and say nothing of models.",
)

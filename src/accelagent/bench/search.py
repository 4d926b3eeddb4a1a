"""How many trials a search needs on recorded landscapes: ours beside random choice, greedy climbing and NSGA-II."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median
from typing import Any

from accelagent.bench._landscape import OBJECTIVES, Landscape, Trials, landscapes
from accelagent.bench._part import Figure, Part
from accelagent.codegen.explore import Explorer, Limits, Seams
from accelagent.codegen.tree import CandidateTree
from accelagent.domain import (
    Candidate,
    Clock,
    Counters,
    Declined,
    Design,
    Estimate,
    Kind,
    Knob,
    Measured,
    Outcome,
    Patch,
    Tier,
    Trial,
    candidate_id,
)
from accelagent.objectives import loss

SEEDS = 20
_POPULATION = 20
_MOST_ASKED = 2000  # by NSGA-II, most of them designs that it saw before


def run() -> tuple[Figure, ...]:
    """Per landscape and search: median trials over 20 seeds to 95 % of the reference hypervolume, and ratios of ours."""
    found = list(landscapes())
    if not found:
        return (Figure("search", None, "trial", None, note="no recorded landscape in this package"),)
    return tuple(figure for one in found for figure in figures(one))


def figures(landscape: Landscape, seeds: int = SEEDS) -> Iterator[Figure]:
    """One landscape's figures."""
    name, whole = landscape.name, len(landscape.rows)
    medians: dict[str, float] = {}
    for search, walk in SEARCHES.items():
        try:
            needed = [_needed(landscape, walk, seed) for seed in range(seeds)]
        except ImportError as error:
            yield Figure(
                f"trials_{search}_{name}", None, "trial", None, note=f"{error.name} is not installed"
            )
            continue
        medians[search] = median(needed)
        late = sum(n > whole for n in needed)
        note = f"of {whole} designs, {len(landscape.points)} within the bound"
        note += f"; {late} of {seeds} seeds never got there and count as all designs and one" if late else ""
        yield Figure(f"trials_{search}_{name}", medians[search], "trial", None, tuple(needed), note=note)
    for other, target in (("random", 0.5), ("nsga2", 1.0)):
        if other in medians:
            ratio = medians["ours"] / medians[other]
            yield Figure(f"ours_to_{other}_{name}", ratio, "x", None, target=target)


Walk = Callable[[Trials, int], None]


def _needed(landscape: Landscape, walk: Walk, seed: int) -> int:
    trials = Trials(landscape)
    walk(trials, seed)
    return trials.reached or len(landscape.rows) + 1


# --- the searches ----------------------------------------------------------------------------------------


def ours(trials: Trials, seed: int) -> None:
    """The run's own search, as the pipeline calls it; a seed only changes the order in which recipes are begun."""
    landscape = trials.landscape
    start = [Design(s, _middle(space)) for s, space in landscape.spaces.items() if "+" not in s]
    random.Random(seed).shuffle(start)
    root = Trial(_candidate(Design(""), Kind.ROOT), _unmodified(), Tier.QUICK, 0.0)
    seams = Seams(
        apply=lambda design: _patch(landscape, design),
        knob_space=lambda design: landscape.spaces.get(design.recipe, {}),
        commit=lambda patch, message, parents: patch.key,
        evaluate=lambda candidate, tier: _until_enough(trials, candidate.design),
        known=lambda name, tier: None,
        record=lambda trial: None,
    )
    tree = CandidateTree(OBJECTIVES, (root,))
    with contextlib.suppress(_Enough):
        Explorer(tree, seams, Limits(len(landscape.rows), time.monotonic() + 600)).run(start)


class _Enough(Exception):
    """A search that would go on to the end of its budget is not waited for."""


def _until_enough(trials: Trials, design: Design) -> Outcome:
    if trials.reached:
        raise _Enough
    return trials.ask(design)


def _middle(space: Mapping[str, Sequence[Knob]]) -> tuple[tuple[str, Knob], ...]:
    return tuple(sorted((name, values[len(values) // 2]) for name, values in space.items()))


def _patch(landscape: Landscape, design: Design) -> Patch | Declined:
    if design not in landscape.rows:
        return Declined(design.recipe, "outside the recorded grid")
    return Patch((("design", design.describe()),), ())


def _candidate(design: Design, kind: Kind) -> Candidate:
    return Candidate(candidate_id("s", design, None), "s", kind, design, (), (), None, commit="root")


def _unmodified() -> Measured:
    estimates = tuple(Estimate(o.metric, Clock.VIRTUAL, 1.0, 1.0, 1.0, 1.0, 1.0, 5) for o in OBJECTIVES)
    return Measured(estimates, Counters(), (), Tier.QUICK)


def random_order(trials: Trials, seed: int) -> None:
    """Designs in a random order, none twice: what best-of-N of independent proposals comes to."""
    designs = list(trials.landscape.rows)
    random.Random(seed).shuffle(designs)
    for design in designs:
        trials.ask(design)
        if trials.reached:
            return


def greedy(trials: Trials, seed: int) -> None:
    """Coordinate descent on throughput from a random design of each structure, begun anew until all is seen."""
    draw, landscape = random.Random(seed), trials.landscape
    designs = list(landscape.rows)
    while not trials.reached and len(trials.asked) < len(designs):
        here = draw.choice(designs)
        while not trials.reached:
            near = _neighbours(landscape, here)
            best = min((here, *near), key=lambda d: _slowness(trials, d))
            if best == here:
                break
            here = best


def _neighbours(landscape: Landscape, design: Design) -> list[Design]:
    space = landscape.spaces[design.recipe]
    moved = [design.with_knobs(**{k: v}) for k, values in space.items() for v in values]
    return [d for d in moved if d != design and d in landscape.rows]


def _slowness(trials: Trials, design: Design) -> float:
    outcome = trials.ask(design)
    if not isinstance(outcome, Measured) or design not in trials.landscape.points:
        return float("inf")
    return loss(OBJECTIVES[0].metric, outcome.estimates[0].ratio)


def nsga2(trials: Trials, seed: int) -> None:
    """Optuna's NSGA-II over structure and knobs, with the bound as a constraint; designs seen before cost nothing."""
    import warnings

    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its constraints argument is marked experimental
        sampler = optuna.samplers.NSGAIISampler(
            population_size=_POPULATION, seed=seed, constraints_func=lambda t: t.user_attrs["broken"]
        )
        study = optuna.create_study(directions=["maximize", "maximize"], sampler=sampler)
        for _ in range(_MOST_ASKED):
            if trials.reached or len(trials.asked) == len(trials.landscape.rows):
                return
            trial = study.ask()
            gains, broken = _asked(trials, trial.suggest_categorical)
            trial.set_user_attr("broken", [broken])
            study.tell(trial, gains)


def _asked(trials: Trials, suggest: Callable[..., Any]) -> tuple[list[float], float]:
    spaces = trials.landscape.spaces
    structure = str(suggest("structure", list(spaces)))
    knobs = {k: suggest(f"{structure}.{k}", list(values)) for k, values in spaces[structure].items()}
    design = Design(structure, tuple(sorted(knobs.items())))
    trials.ask(design)
    gained = trials.landscape.points.get(design)
    return ([*gained], -1.0) if gained is not None else ([0.0, 0.0], 1.0)


SEARCHES: Mapping[str, Walk] = {"ours": ours, "random": random_order, "greedy": greedy, "nsga2": nsga2}

PART = Part(
    "search",
    "trials that the search needs on recorded landscapes, beside random choice, greedy climbing and NSGA-II",
    run,
    "Landscapes were recorded once on the virtual clock of one machine, one run per design (benchmarks/search/record.py): their best designs are "
    "partly luck. A trial is a distinct design; what a build costs is not counted.",
)

"""From a plan on paper to one that held when its services ran together: run it, and when it breaks a bound try the next."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from accelagent.composed import (
    ALL_UNMODIFIED,
    UNMODIFIED,
    Combination,
    Part,
    Stage,
    broken,
    compose,
    predicted,
    prediction_error,
)
from accelagent.devices import allotted
from accelagent.domain import Candidate, Clock, Composed, Design, Kind, Knob, Patch, Plan, Spec
from accelagent.evaluation.running import Runner

if TYPE_CHECKING:
    from accelagent.pipeline import Search

Choice: TypeAlias = tuple[tuple[str, str], ...]
Barred: TypeAlias = frozenset[tuple[str, str]]  # (service, candidate) that a plan may not choose
Knobs: TypeAlias = tuple[tuple[str, str], ...]
Searches: TypeAlias = dict[str, "Search"]
PLAN, SELFISH = "plan", "selfish"
ATTEMPTS = 3  # plans that are run together before the last is reported as broken
_RUNNERS_UP = 2


class Validation:
    """Runs plans of one application together; built trees are kept between attempts."""

    def __init__(
        self,
        spec: Spec,
        clock: Clock,
        seed: int,
        *,
        settle: Callable[[Searches, Barred], tuple[Plan, Searches]],
        sketch: Callable[[Searches, Barred], Plan],
        text_of: Callable[[Search, Candidate], Patch | None],
        say: Callable[[str], None],
        remember: Callable[[str, Callable[[], tuple[Composed, ...]]], tuple[Composed, ...]],
    ) -> None:
        self.spec = spec
        self.clock = clock
        self.seed = seed
        self.settle = settle
        self.sketch = sketch
        self.text_of = text_of
        self.say = say
        self.remember = remember

    def prove(self, plan: Plan, searches: Searches) -> tuple[Plan, Searches, tuple[Composed, ...]]:
        """The first plan that keeps every bound when run, or the last one tried with what it breaks; and all that was run."""
        if len(self.spec.services) < 2:
            return plan, searches, ()
        done: list[Composed] = []
        barred: Barred = frozenset()
        for attempt in range(1, ATTEMPTS + 1):
            mine = self._tried(plan, searches, barred, done, PLAN if attempt == 1 else f"{PLAN} {attempt}")
            wrong = broken(mine)
            if not wrong or attempt == ATTEMPTS or mine.failed.startswith(ALL_UNMODIFIED):
                break
            self.say(f"the plan broke a bound when run ({wrong[0]}): planning again")
            barred = barred | self._to_bar(plan, searches, barred)
            plan, searches = self.settle(searches, barred)
        return (
            replace(plan, validation=_said(plan, mine), feasible=plan.feasible and not wrong),
            searches,
            tuple(_told(done, mine, _selfish(searches))),
        )

    def _tried(
        self, plan: Plan, searches: Searches, barred: Barred, done: list[Composed], name: str
    ) -> Composed:
        """The plan's run, entered into `done` as the last plan; what ran already under its choice and knobs is that run."""
        if _tuned(plan) == _as_measured(plan):
            for place, one in enumerate(done[1:], 1):
                if one.choice == _choice(plan) and all(c.settled for c in one.checks):
                    del done[place]
                    done.append(replace(predicted(one, plan), name=name))
                    return done[-1]
        found = self._run(plan, searches, barred, beside=not done)
        mine = replace(found[0], name=name)
        done += [mine, *found[1:]]
        return mine

    def _run(self, plan: Plan, searches: Searches, barred: Barred, *, beside: bool) -> tuple[Composed, ...]:
        wanted: dict[str, Choice] = {PLAN: _choice(plan)}
        as_measured = _tuned(plan) == _as_measured(plan)
        if beside:
            others = {SELFISH: _selfish(searches)}
            for number, other in enumerate(self._next_plans(plan, searches, barred)[:_RUNNERS_UP], 1):
                others[f"runner-up {number}"] = _choice(other)
            for name, choice in others.items():
                # A combination that equals an earlier one is the same run, unless the plan's has knobs of its own.
                there = wanted.values() if as_measured else [c for n, c in wanted.items() if n != PLAN]
                if choice not in there:
                    wanted[name] = choice
        key = "; ".join(f"{n}: {c}" for n, c in wanted.items())
        if not as_measured:
            key += f"; with {_tuned(plan)}"
        return self.remember(key, lambda: self._compose(plan, searches, wanted))

    def _compose(self, plan: Plan, searches: Searches, wanted: Mapping[str, Choice]) -> tuple[Composed, ...]:
        stage = self._stage(searches)
        try:
            unmodified = self._combination(UNMODIFIED, _roots(searches), searches, {})
            tuned = dict(_tuned(plan))
            combinations = [
                self._combination(name, choice, searches, tuned if name == PLAN else {})
                for name, choice in wanted.items()
            ]
            return compose(stage, unmodified, combinations, plan)
        finally:
            for path in stage.runner.scratch.iterdir():
                if path.is_dir() and not any(path.iterdir()):
                    path.rmdir()

    def _stage(self, searches: Searches) -> Stage:
        """A runner like the services' own, with every queued device of the application."""
        first = next(iter(searches.values())).evaluator.bench.runner
        models = [(allotted(use), use.count) for use in self.spec.devices]
        queued = tuple((model, count) for model, count in models if model.kind == "lookaside")
        runner: Runner = replace(first, devices=queued)
        return Stage(self.spec, runner, self.clock, os.cpu_count() or 1, self.seed, self.say)

    def _combination(
        self, name: str, choice: Choice, searches: Searches, tuned: Mapping[str, Knobs]
    ) -> Combination:
        parts = (self._part(searches[s], candidate, tuned.get(s)) for s, candidate in choice)
        return Combination(name, tuple(parts), decisive=name in (PLAN, SELFISH), planned=name == PLAN)

    def _part(self, search: Search, candidate: str, tuned: Knobs | None) -> Part:
        trial = search.tree.node(candidate)
        assert trial is not None, "a choice names nodes of the tree"
        builder = search.evaluator.bench.builder
        search.evaluator.ready()
        measured = trial.candidate.design.environment
        knobs = tuple(sorted(measured.items()))
        candidate_as_planned = trial.candidate
        if tuned is not None and tuned != knobs:
            # Compiled in like those of every candidate: one command drives all services, whose knobs differ.
            changed = {k: v for k, v in tuned if measured.get(k) != v}
            candidate_as_planned = replace(trial.candidate, design=_with(trial.candidate.design, changed))
        text = None if trial.candidate.kind is Kind.ROOT else self.text_of(search, candidate_as_planned)
        tree: Path = builder.pristine if text is None else builder.candidate(text, clean=False).tree
        return Part(search.service, candidate, tree, knobs if tuned is None else tuned)

    def _next_plans(self, plan: Plan, searches: Searches, barred: Barred) -> list[Plan]:
        """The plans without one of this plan's choices, those that keep their bounds first."""
        found: dict[Choice, Plan] = {}
        for service, candidate in _choice(plan):
            if candidate != searches[service].tree.root.candidate.id:
                other = self.sketch(searches, barred | {(service, candidate)})
                found.setdefault(_choice(other), other)
        found.pop(_choice(plan), None)
        return sorted(found.values(), key=lambda p: not p.feasible)

    def _to_bar(self, plan: Plan, searches: Searches, barred: Barred) -> Barred:
        """What distinguishes the plan from its runner-up: that may not be chosen again."""
        others = self._next_plans(plan, searches, barred)
        if not others:
            return frozenset((s, c) for s, c in _choice(plan) if c != searches[s].tree.root.candidate.id)
        return frozenset(set(_choice(plan)) - set(_choice(others[0])))


def _choice(plan: Plan) -> Choice:
    return tuple((a.service, a.candidate) for a in plan.assignments)


def _tuned(plan: Plan) -> tuple[tuple[str, Knobs], ...]:
    """Per service the environment that the plan gives it."""
    return tuple((a.service, a.environment) for a in plan.assignments)


def _with(design: Design, environment: Mapping[str, str]) -> Design:
    """The design with its knobs as an environment sets them."""
    knobs: dict[str, Knob] = {}
    for name, value in environment.items():
        knobs[name.removeprefix("ACCEL_").lower()] = int(value) if value.lstrip("-").isdigit() else value
    return design.with_knobs(**knobs)


def _as_measured(plan: Plan) -> tuple[tuple[str, Knobs], ...]:
    return tuple((a.service, tuple(sorted(a.design.environment.items()))) for a in plan.assignments)


def _roots(searches: Mapping[str, Search]) -> Choice:
    return tuple((name, s.tree.root.candidate.id) for name, s in searches.items())


def _selfish(searches: Mapping[str, Search]) -> Choice:
    """What every service would choose for itself."""
    return tuple((name, s.tree.best(s.service.objectives[0]).candidate.id) for name, s in searches.items())


def _told(done: Sequence[Composed], mine: Composed, selfish: Choice) -> Iterator[Composed]:
    """The runs by their names; a rejected plan that was every service's own choice is shown as that."""
    there = any(c.name == SELFISH for c in done)
    for one in done:
        own = one is not mine and one.choice == selfish and one.name.startswith(PLAN)
        yield replace(one, name=SELFISH) if own and not there else one


def _said(plan: Plan, mine: Composed) -> str:
    """The validation in a sentence."""
    if mine.failed:
        return f"run together, it failed: {mine.failed}"
    wrong = broken(mine)
    error = prediction_error(mine)
    near = "" if error is None else f"; predictions were off by {100 * error:.0f} % (median)"
    verdict = f"it breaks {'; '.join(wrong)}" if wrong else "every bound that the runs show holds"
    unsure = [c.bound for c in mine.checks if not c.settled]
    if unsure:
        verdict += f"; rounds lie on both sides of {' and '.join(unsure)}, where the median decides"
    return f"run together, {mine.rounds} interleaved rounds beside the unmodified services: {verdict}{near}"

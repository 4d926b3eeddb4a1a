"""A run that somebody else drives step by step: a coding agent asks for tasks, submits patches, reads what became of them.

Several agents, in one process or in several, may work on one run: each evaluation holds the run's lock, and the record
is the run's database, so that what one submits the next one sees and `accelagent resume` carries on from.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from accelagent.codegen.explore import Limits
from accelagent.codegen.recipes import RECIPES, SUPPORT_FILE, apply, proposals, support
from accelagent.codegen.tree import CandidateTree
from accelagent.codegen.written import from_diff, from_tree, merged_texts, with_file
from accelagent.domain import (
    Candidate,
    Declined,
    Design,
    Kind,
    Knob,
    Measured,
    Objective,
    Patch,
    Plan,
    Proposal,
    Service,
    Spec,
    Tier,
    Trial,
    candidate_id,
)
from accelagent.errors import SpecError
from accelagent.evaluation.policy import guarded_files
from accelagent.machine import clocks_for
from accelagent.orchestrator import POLICY_BUDGET
from accelagent.pipeline import Listener, Pipeline, Search
from accelagent.store import decode
from accelagent.turns import turn

if TYPE_CHECKING:
    from accelagent.options import Options


@dataclass(frozen=True, slots=True)
class Assignment:
    """What to do next: improve `parent` for `objective`; the recipes' designs not yet tried come as hints."""

    service: Service
    objective: Objective
    parent: Trial
    tree: CandidateTree
    search: Search
    untried: tuple[Design, ...]
    declined: tuple[Declined, ...]  # what each recipe for the service's devices leaves alone, and why
    guarded: tuple[str, ...] = ()  # files that judge candidates, beside those that the specification excludes


class Workbench:
    """One run in `out`; every method raises AccelError for what the caller got wrong. Threads may share it."""

    def __init__(self, spec: Spec, out: Path, options: Options, listener: Listener) -> None:
        self.spec = spec
        self.out = out
        self.pipeline = Pipeline(spec, out, options, listener)
        self.pipeline.describe()
        self._searches: dict[str, Search] = {}
        self._turn = 0
        self._held = False
        self._within = threading.RLock()

    # --- what there is ------------------------------------------------------------------------------------

    def service(self, name: str) -> Service:
        """The service of that name; SpecError lists the names."""
        for service in self.spec.services:
            if service.name == name:
                return service
        known = ", ".join(s.name for s in self.spec.services)
        raise SpecError(f"no service {name!r}; allowed: {known}")

    def search(self, name: str) -> Search:
        """Regions, tree and evaluator of a service; the first call builds, tests and measures the unmodified service."""
        service = self.service(name)
        with self._alone():
            if name not in self._searches:
                self._searches[name] = self.pipeline.open(service, quietly=True)
            search = self._searches[name]
            known = {t.candidate.id for t in search.tree.trials}
            for trial in self._stored(name):
                if trial.candidate.id not in known:
                    search = replace(search, tree=search.tree.with_trial(trial))
            self._searches[name] = search
            return search

    def node(self, name: str, candidate: str) -> Trial:
        """A node of the service's tree by id."""
        trial = self.search(name).tree.node(candidate)
        if trial is None:
            known = ", ".join(t.candidate.id for t in self.search(name).tree.trials)
            raise SpecError(f"{name} has no node {candidate!r}; allowed: {known}")
        return trial

    def next_task(self, name: str | None = None) -> Assignment:
        """The service and objective that have gained least so far, and the best node to start from."""
        services = [self.service(name)] if name else list(self.spec.services)
        found = []
        for service in services:
            search = self.search(service.name)
            for objective in [o for o in service.objectives if not o.is_bound] or service.objectives[:1]:
                parent = search.tree.best(objective)
                tries = len(search.tree.serving(objective))
                found.append(
                    (tries, -search.tree.loss(parent, objective), service, objective, parent, search)
                )
        _, _, service, objective, parent, search = min(found, key=lambda f: (f[0], f[1]))
        tried = {r for t in search.tree.trials for r in t.candidate.design.recipes}
        models = [self.spec.device(d).model for d in service.devices]
        designs = proposals(search.identification.regions, models, service.allow)
        untried = tuple(d for d in designs if not set(d.recipes) & tried)
        declined = self._declined(search, models)
        guarded = tuple(sorted(guarded_files(service, search.evaluator.bench.modes)))
        return Assignment(service, objective, parent, search.tree, search, untried, declined, guarded)

    def _declined(self, search: Search, models: Sequence[str]) -> tuple[Declined, ...]:
        """What the recipes say to the service's regions, tried without building anything."""
        regions = search.identification.regions
        found = []
        for recipe in (r for r in RECIPES.values() if r.device in models):
            made = apply(search.service.source, regions, recipe.design)
            why = made.regions if isinstance(made, Declined) else made.declined
            if isinstance(made, Declined) or why:
                said = made.reason if isinstance(made, Declined) else "serves the other regions"
                found.append(Declined(recipe.name, said, why))
        return tuple(found)

    # --- what an agent does -------------------------------------------------------------------------------

    def patch_of(
        self,
        name: str,
        *,
        diff: str = "",
        worktree: str = "",
        parent: str = "",
        support_of: str = "",
        by: str = "agent",
    ) -> Patch:
        """A unified diff against the parent's text (the unmodified source when none), or a changed copy of the source.

        With `support_of` (recipes joined by `+`) their support file is added beside the first file that the patch changes.
        """
        source = self.service(name).source
        if bool(diff) == bool(worktree):
            raise SpecError("give either a diff or a worktree")
        if worktree:
            tree = Path(worktree)
            if not tree.is_dir():
                raise SpecError(f"worktree {worktree!r} is no directory")
            made = from_tree(source, tree, by)
        else:
            base = self.node(name, parent).candidate.patch if parent else None
            made = from_diff(source, diff, by, onto=base)
        if isinstance(made, Declined):
            raise SpecError(made.reason)
        if support_of:
            return with_file(made, SUPPORT_FILE, support(support_of.split("+")))
        lacking = self._lacks_support(source, made)
        if lacking:
            raise SpecError(
                f"{lacking} includes {SUPPORT_FILE}, which is not there; name the recipe that generates it, "
                f"support=one of {', '.join(RECIPES)}, or several joined by +"
            )
        return made

    @staticmethod
    def _lacks_support(source: Path, patch: Patch) -> str:
        """The first file of the patch that includes a support file which neither patch nor source has, or nothing."""
        if any(Path(name).name == SUPPORT_FILE for name, _ in patch.files):
            return ""
        needy = [name for name, text in patch.files if f'#include "{SUPPORT_FILE}"' in text]
        return "" if not needy or any(source.rglob(SUPPORT_FILE)) else needy[0]

    def submit(
        self,
        name: str,
        patch: Patch,
        *,
        offloads: bool,
        objectives: Sequence[str] = (),
        parents: Sequence[str] = (),
        knobs: Sequence[tuple[str, Knob]] = (),
        note: str = "",
        by: str = "agent",
    ) -> Trial:
        """The patch through the quick gates, recorded as a node whatever becomes of it."""
        with self._alone():
            search = self.search(name)
            wanted = [o for o in search.service.objectives if not objectives or o.text in objectives]
            unknown = set(objectives) - {o.text for o in search.service.objectives}
            if unknown:
                allowed = ", ".join(o.text for o in search.service.objectives)
                raise SpecError(f"{name} has no objective {sorted(unknown)[0]!r}; allowed: {allowed}")
            above = [self.node(name, p) for p in parents] or [search.tree.root]
            proposal = Proposal(patch, offloads, tuple(sorted(knobs)), note)
            explorer = self.pipeline.explorer(search, self._limits())
            trial = explorer.admit(proposal, by, wanted, above)
            self._searches[name] = replace(search, tree=explorer.tree)
            return trial

    def prove(self, name: str, candidate: str) -> Trial:
        """The node under the full gates, as the plan demands of what it selects; the answer takes the node's place."""
        with self._alone():
            trial = self.node(name, candidate)
            if not isinstance(trial.outcome, Measured) or trial.tier is Tier.FULL:
                return trial
            search = self._searches[name]
            proven = self.pipeline.prove(search, trial)
            self._searches[name] = replace(search, tree=search.tree.with_trial(proven))
            return proven

    def examine(
        self,
        name: str,
        patch: Patch,
        *,
        offloads: bool,
        tier: Tier,
        knobs: Sequence[tuple[str, Knob]] = (),
        by: str,
    ) -> Trial:
        """The patch through the gates of `tier` as a child of the unmodified service, outside the tree and its budget."""
        with self._alone():
            search = self.search(name)
            proposal = Proposal(patch, offloads, tuple(sorted(knobs)))
            root, design = search.tree.root.candidate, proposal.design
            commit = search.evaluator.repository.commit(patch, f"evaluate: {by}\n", [root.commit])
            candidate = Candidate(
                id=candidate_id(name, design, patch),
                service=name,
                kind=Kind.LEAF,
                design=design,
                objectives=tuple(o.text for o in search.service.objectives),
                parents=(root.id,),
                patch=patch,
                proposer=by,
                commit=commit,
            )
            started = time.monotonic()
            outcome = search.evaluator.evaluate(candidate, tier, clocks_for(design, self.pipeline.clock))
            return Trial(candidate, outcome, tier, time.monotonic() - started)

    def merge(self, name: str, one: str, other: str, *, by: str = "agent") -> Trial:
        """A merge node with both parents' texts; SpecError names the file where they conflict."""
        left, right = self.node(name, one), self.node(name, other)
        if left.candidate.patch is None or right.candidate.patch is None:
            raise SpecError("the unmodified service has nothing to merge")
        joined = merged_texts(self.service(name).source, left.candidate.patch, right.candidate.patch, by)
        if isinstance(joined, Declined):
            raise SpecError(joined.reason)
        offloads = any("offload-" in r for t in (left, right) for r in t.candidate.design.recipes)
        texts = tuple(dict.fromkeys((*left.candidate.objectives, *right.candidate.objectives)))
        knobs = {**dict(left.candidate.design.knobs), **dict(right.candidate.design.knobs)}
        return self.submit(
            name,
            joined,
            offloads=offloads,
            objectives=texts,
            parents=(one, other),
            knobs=tuple(knobs.items()),
            note=f"merge of {one} and {other}",
            by=by,
        )

    def plan(self) -> Plan:
        """The plan over what every service's tree holds now; nothing is proven anew by it."""
        searches = {s.name: self.search(s.name) for s in self.spec.services}
        return self.pipeline.sketch(searches, frozenset(), POLICY_BUDGET)

    def close(self) -> None:
        """Drop built trees; the record stays."""
        for search in self._searches.values():
            search.evaluator.close()
        self.pipeline.store.close()

    # --- one at a time ------------------------------------------------------------------------------------

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the run's lock; after another process had it, what is built here is out of date and made anew."""
        with self._within:
            if self._held:
                yield
                return
            with turn(self.out) as number:
                if number != self._turn + 1:
                    self._searches.clear()
                self._turn = number
                self._held = True
                try:
                    yield
                finally:
                    self._held = False

    def _stored(self, name: str) -> list[Trial]:
        trials = [decode(Trial, value) for value in self.pipeline.store.all("trial")]
        mine = [t for t in trials if t.candidate.service == name and t.candidate.kind is not Kind.ROOT]
        return list({t.candidate.id: t for t in mine}.values())

    def _limits(self) -> Limits:
        """The run's budget of trials counts what every agent has spent, proofs apart; a step has no deadline of its own."""
        spent = sum(not key.endswith(f"/{Tier.FULL}") for key in self.pipeline.store.keys("trial"))
        allowed = self.pipeline.options.trials or self.spec.budget.trials
        if spent >= allowed:
            raise SpecError(
                f"the run's budget of {allowed} trials is spent; raise `budget: trials` or --budget"
            )
        return Limits(allowed - spent, time.monotonic() + self.spec.budget.wall_s)

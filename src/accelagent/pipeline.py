"""The main job: specification → regions → candidate trees → plan → artifacts. The only importer of all stages."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from accelagent.advice import Advisers, nobody
from accelagent.codegen.configurations import configurations
from accelagent.codegen.designs import allowed, naive
from accelagent.codegen.explore import Explored, Explorer, Limits, Seams
from accelagent.codegen.recipes import apply, knob_space, proposals
from accelagent.codegen.tree import CandidateTree
from accelagent.devices import DeviceModel, allotted, catalogue
from accelagent.domain import (
    Arm,
    Candidate,
    Clock,
    Composed,
    Declined,
    Design,
    Estimate,
    Identification,
    Kind,
    Outcome,
    Patch,
    Plan,
    Proposal,
    Run,
    Service,
    ServiceRun,
    Spec,
    Tier,
    Trial,
    candidate_id,
)
from accelagent.evaluation.evaluator import BACKENDS, Evaluator
from accelagent.evaluation.fastzlib import level_controls
from accelagent.identifier import identify
from accelagent.machine import choose_backend, clocks_for, machine
from accelagent.options import Options
from accelagent.orchestrator import POLICY_BUDGET, orchestrate
from accelagent.standing import (
    backend_notes,
    cautious,
    contenders,
    eligible,
    judged_regions,
    tree_arms,
    why_not_offloaded,
)
from accelagent.store import Store, decode, earlier, encode, usage
from accelagent.turns import turn
from accelagent.validation import Barred, Validation

T = TypeVar("T")


class Listener(Protocol):
    """Who is told of progress."""

    def stage(self, service: str, text: str) -> None: ...
    def node(self, service: str, trial: Trial) -> None: ...


@dataclass(frozen=True, slots=True)
class Search:
    """One service's part of a run, as the stages left it."""

    service: Service
    evaluator: Evaluator
    identification: Identification
    tree: CandidateTree
    declined: tuple[Declined, ...]
    noise: tuple[Estimate, ...]
    stopped: str


class Pipeline:
    """A run in its directory: everything learned is in `run.db`, so a killed run continues where it was."""

    def __init__(
        self,
        spec: Spec,
        out: Path,
        options: Options,
        listener: Listener,
        advisers: Advisers = nobody,
    ) -> None:
        self.spec = spec
        self.out = out
        self.options = options
        self.listener = listener
        self.started = time.monotonic()
        self.out.mkdir(parents=True, exist_ok=True)
        self.store = Store.open(out / "run.db")
        self.backend = choose_backend(options.backend, spec)
        self.adviser = advisers(self.store)
        self.earlier_s, self.session = earlier(self.store)
        self.spent = 0  # trials, of all services so far
        self.explored_s = sum(t.seconds for t in self._stored() if t.tier is Tier.QUICK)

    def run(self) -> Run:
        """The whole job; raises AccelError when the input or the machine is at fault, or another process has the run."""
        with turn(self.out, patience_s=2.0):
            return self._run()

    def _run(self) -> Run:
        self.describe()
        searches = {s.name: self._search(s, n) for n, s in enumerate(self.spec.services)}
        searches = {name: self._prove_contenders(s) for name, s in searches.items()}
        plan, searches = self._settle(searches, frozenset())
        plan, searches, composed = self._validation().prove(plan, searches)
        services = tuple(self._service_run(search, plan) for search in searches.values())
        said = self.adviser.on_plan(
            plan, {n: s.tree.trials for n, s in searches.items()}, partial(self._simulated, searches)
        )
        self._patches(searches, plan)
        for search in searches.values():
            search.evaluator.close()
        result = Run(
            id=self.out.name,
            spec=self.spec,
            backend=self.backend,
            seed=self.options.seed,
            tier=self.options.gates,
            machine=tuple(machine().items()),
            services=services,
            plan=plan,
            seconds=self.earlier_s + time.monotonic() - self.started,
            composed=composed,
            notes=(*self._notes(list(searches.values())), *said, *self.adviser.notes),
            usage=usage(self.store),
        )
        self.store.append("run", "result", encode(result))
        return result

    def _patches(self, searches: dict[str, Search], plan: Plan) -> None:
        """One patch per service whose selected candidate changes something; it applies to the unmodified source."""
        folder = self.out / "patches"
        folder.mkdir(exist_ok=True)
        for stale in folder.glob("*.patch"):  # of a session that was killed behind its plan
            stale.unlink()
        for assignment in plan.assignments:
            search = searches[assignment.service]
            trial = search.tree.node(assignment.candidate)
            if trial is not None and trial.candidate.patch is not None:
                baked = trial.candidate if trial.tier is Tier.FULL else self._baked(search, trial.candidate)
                text = search.evaluator.repository.diff(baked.commit)
                (folder / f"{assignment.service}.patch").write_bytes(text.encode("utf-8", "surrogateescape"))

    def describe(self) -> None:
        self.store.append(
            "run", "spec", {"path": str(self.spec.path), "text": self.spec.path.read_text(encoding="utf-8")}
        )
        self.store.append("run", "options", encode(self.options))

    # --- one service: identify, measure the baseline, explore -------------------------------------------

    def _search(self, service: Service, place: int) -> Search:
        opened = self.open(service)
        explored = self._explore(opened, place)
        return replace(opened, tree=explored.tree, declined=explored.declined, stopped=explored.stopped)

    def open(self, service: Service, *, quietly: bool = False) -> Search:
        """The service identified, its baseline proven and its noise measured: a tree of the root and, after an
        interruption, of what others than the recipes had written. `quietly` leaves the noise for later."""
        models = self._models(service)
        self.listener.stage(service.name, "reading the source")
        found = identify(
            service.source,
            service=service.name,
            devices=[m for _, m, _ in models],
            exclude=service.exclude,
        )
        found = self.adviser.review(service, found)
        evaluator = Evaluator(
            service,
            self.out / "work",
            models,
            backend=self.backend,
            seed=self.options.seed,
            cores=os.cpu_count() or 1,
            unsafe=self.options.unsafe,
            corner=self.options.corner,
            log=lambda text: self.listener.stage(service.name, text),
        )
        for warning in judged_regions(service, found.regions, evaluator.bench.modes):
            self.listener.stage(service.name, f"WARNING: {warning}")
        self.listener.stage(service.name, "building, testing and measuring the unmodified service")
        root = self._remember("root", service.name, Trial, evaluator.baseline)
        noise = () if quietly else self._noise(service, evaluator)
        tree = CandidateTree(service.objectives, (root, *self.written(service.name)), self.clock)
        return Search(service, evaluator, found, tree, (), noise, "")

    def written(self, service: str) -> tuple[Trial, ...]:
        """Stored trials of patches that came from outside a run, in order; fuller ones replace quicker ones."""
        mine = [t for t in self._stored() if t.candidate.service == service and t.candidate.design.written]
        return tuple({t.candidate.id: t for t in mine}.values())

    def _stored(self) -> list[Trial]:
        return [decode(Trial, t) for t in self.store.all("trial")]

    @property
    def clock(self) -> Clock:
        return BACKENDS[self.backend][0]

    def _models(self, service: Service) -> list[tuple[str, DeviceModel, int]]:
        uses = [self.spec.device(name) for name in service.devices]
        return [(u.name, allotted(u), u.count) for u in uses]

    def _noise(self, service: Service, evaluator: Evaluator) -> tuple[Estimate, ...]:
        self.listener.stage(service.name, "measuring the noise (the unmodified service against itself)")
        stored = self.store.get("noise", service.name)
        if stored is not None:
            return decode(tuple[Estimate, ...], stored)
        noise = evaluator.noise((self.clock,))
        self.store.append("noise", service.name, encode(noise))
        return noise

    def _explore(self, search: Search, place: int) -> Explored:
        regions = search.identification.regions
        models = [self.spec.device(name).model for name in search.service.devices]
        explorer = self.explorer(search, self._limits(place))
        designs = (
            proposals(regions, models, search.service.allow) if "recipes" in self.options.proposers else []
        )
        began = time.monotonic()
        explored = explorer.run(designs, naive(designs))
        self.explored_s += time.monotonic() - began
        self.spent += explored.spent
        return explored

    def explorer(self, search: Search, limits: Limits) -> Explorer:
        """A search of the service from its present tree, by the run's recipes, proposers, gates and record."""
        service, evaluator, found = search.service, search.evaluator, search.identification

        def write(design: Design) -> Patch | Declined:
            return apply(service.source, found.regions, design)

        def record(trial: Trial) -> None:
            self._record(trial)
            self.listener.node(service.name, trial)

        def evaluate(candidate: Candidate, tier: Tier) -> Outcome:
            return evaluator.evaluate(candidate, tier, contends=lambda found: explorer.tree.contends(found))

        def attempt(proposal: Proposal, through: str) -> Outcome:
            name = candidate_id(service.name, proposal.design, proposal.patch)
            draft = Candidate(
                name, service.name, Kind.LEAF, proposal.design, (), (), proposal.patch, proposer="draft"
            )
            return evaluator.evaluate(draft, Tier.QUICK, through="" if through == "profile" else through)

        seams = Seams(
            apply=write,
            knob_space=lambda design: allowed(knob_space(design), service.objectives),
            commit=evaluator.repository.commit,
            evaluate=evaluate,
            known=lambda name, tier: self._known(service.name, name, tier),
            record=record,
            proposers=(*configurations(service), *self.adviser.proposers(service, found)),
            noise=search.noise,
            attempt=attempt,
        )
        explorer = Explorer(search.tree, seams, limits)
        return explorer

    def _limits(self, place: int) -> Limits:
        """An equal share of what is left of the budget for each service still to come.

        Its time is for exploring: measuring the unmodified services and their noise takes what it takes.
        """
        budget = self.spec.budget
        left = len(self.spec.services) - place
        trials = max(0, (self.options.trials or budget.trials) - self.spent) // left
        seconds = max(0.0, budget.wall_s - self.explored_s) / left
        return Limits(trials, time.monotonic() + seconds)

    # --- the plan, and the full gates on what it selects -------------------------------------------------

    def _validation(self) -> Validation:
        def kept(key: str, make: Callable[[], tuple[Composed, ...]]) -> tuple[Composed, ...]:
            return self._remember("composed", key, tuple[Composed, ...], make)

        return Validation(
            self.spec,
            self.clock,
            self.options.seed,
            settle=self._settle,
            sketch=self.sketch,
            text_of=lambda search, candidate: self._baked(search, candidate).patch,
            say=lambda text: self.listener.stage("", text),
            remember=kept,
        )

    def sketch(self, searches: dict[str, Search], barred: Barred, policy_budget: int = 0) -> Plan:
        """The best plan without the barred choices; what it selects may not be proven yet."""
        trees = {name: self._cautiously(s) for name, s in searches.items()}

        def allowed(trial: Trial) -> bool:
            return eligible(trial) and (trial.candidate.service, trial.candidate.id) not in barred

        return orchestrate(
            self.spec,
            trees,
            catalogue(),
            clock=self.clock,
            selectable=allowed,
            policy_budget=policy_budget,
            seed=self.options.seed,
        )

    def _settle(self, searches: dict[str, Search], barred: Barred) -> tuple[Plan, dict[str, Search]]:
        """Plan, prove what was selected by the full gates, and plan again until everything selected has passed."""
        while True:
            self.listener.stage("", "choosing one candidate per service for the goal")
            plan = self.sketch(searches, barred)
            pending = [
                (a.service, t)
                for a in plan.assignments
                if (t := searches[a.service].tree.node(a.candidate)) is not None and self._unproven(t)
            ]
            if not pending:
                self.listener.stage("", "searching the devices' policies by simulation")
                return self._as_measured(searches, self.sketch(searches, barred, POLICY_BUDGET)), searches
            for name, trial in pending:
                search = searches[name]
                proven = self.prove(search, trial)
                searches = {**searches, name: replace(search, tree=search.tree.with_trial(proven))}

    def _as_measured(self, searches: dict[str, Search], plan: Plan) -> Plan:
        """The plan with its predictions and worth from the ratios as measured, where it was chosen by their cautious ends."""
        chosen = {a.service: a.candidate for a in plan.assignments}
        nodes = [searches[name].tree.node(candidate) for name, candidate in chosen.items()]
        if all(n is None or n.tier is Tier.FULL for n in nodes):
            return plan
        measured = self._simulated(searches, chosen, POLICY_BUDGET)
        same = {a.service: a.candidate for a in measured.assignments} == chosen
        return replace(plan, predictions=measured.predictions, worth=measured.worth) if same else plan

    def _unproven(self, trial: Trial) -> bool:
        """Whether the run's gates are the full ones and the node has only passed the quick ones."""
        quick = trial.tier is not Tier.FULL and trial.candidate.kind is not Kind.ROOT
        return quick and self.options.gates is Tier.FULL

    def _simulated(
        self, searches: dict[str, Search], choice: Mapping[str, str], policy_budget: int = 0
    ) -> Plan:
        """The plan when every service named in `choice` runs that node."""
        allowed = {name: {node, searches[name].tree.root.candidate.id} for name, node in choice.items()}
        trees = {
            name: [t for t in s.tree.trials if t.candidate.id in allowed.get(name, {t.candidate.id})]
            for name, s in searches.items()
        }

        def named(trial: Trial) -> bool:
            wanted = choice.get(trial.candidate.service)
            return eligible(trial) and wanted in (None, trial.candidate.id)

        return orchestrate(
            self.spec,
            trees,
            catalogue(),
            clock=self.clock,
            selectable=named,
            policy_budget=policy_budget,
            seed=self.options.seed,
        )

    def _cautiously(self, search: Search) -> list[Trial]:
        wanted = (*search.service.objectives, *self.spec.goal.optimise)
        metrics = {o.metric for o in wanted if not o.is_bound}
        return [cautious(t, metrics) for t in search.tree.trials]

    def _prove_contenders(self, search: Search) -> Search:
        """The best in-core and the best offloading node under the final gates before the plan is made.

        Both are then known equally well; a proven figure against the cautious end of a quick one would be unfair.
        One whose whole interval is worse than the other's contends for nothing.
        """
        for best in contenders(search.tree):
            if self.options.gates is Tier.FULL:
                search = replace(search, tree=search.tree.with_trial(self.prove(search, best)))
        return search

    def prove(self, search: Search, trial: Trial) -> Trial:
        """The trial again under the full gates, once; in-core designs are measured in wall time as well."""
        known = self._known(search.service.name, trial.candidate.id, Tier.FULL)
        if known is not None:
            return known
        self.listener.stage(search.service.name, f"full gates on {trial.candidate.design.describe()}")
        candidate = self._baked(search, trial.candidate)
        started = time.monotonic()
        clocks = clocks_for(candidate.design, self.clock)
        outcome = search.evaluator.evaluate(candidate, Tier.FULL, clocks)
        proven = Trial(candidate, outcome, Tier.FULL, time.monotonic() - started)
        self._record(proven)
        self.listener.node(search.service.name, proven)
        return proven

    def _baked(self, search: Search, candidate: Candidate) -> Candidate:
        """The candidate with its knobs as the support file's defaults: the text that is proven is the text that ships."""
        if candidate.design.written:  # its knobs stay in the environment that the plan sets
            return candidate
        found = search.identification.regions
        patch = apply(search.service.source, found, candidate.design, bake=True)
        if isinstance(patch, Declined):
            return candidate
        message = f"full: {candidate.design.describe()}\n\nThe same design, its knobs compiled in.\n"
        commit = search.evaluator.repository.commit(patch, message, [candidate.commit])
        return replace(candidate, patch=patch, commit=commit)

    # --- views ------------------------------------------------------------------------------------------

    def _service_run(self, search: Search, plan: Plan) -> ServiceRun:
        arms, tree = self._arms(search)
        selected = next(
            (a.candidate for a in plan.assignments if a.service == search.service.name),
            tree.root.candidate.id,
        )
        return ServiceRun(
            service=search.service,
            identification=search.identification,
            trials=tree.trials,
            best=tuple((o.text, tree.best(o).candidate.id) for o in search.service.objectives),
            front=tuple(t.candidate.id for t in tree.front()),
            selected=selected,
            noise=search.noise,
            arms=arms,
            declined=search.declined,
        )

    def _arms(self, search: Search) -> tuple[tuple[Arm, ...], CandidateTree]:
        """The controls a sceptic asks for, measured with the same gates beside the tree."""
        tree = search.tree
        arms = []
        naive = next((t for t in tree.trials if t.candidate.design.knob("gather") == 0), None)
        what = "every call goes to the device at once and waits for it; no threshold, no gathering"
        if naive is None:
            what = f"not measured: {self._why_no_control(search)}"
        arms.append(Arm("naive synchronous offload", what, naive.outcome if naive else None))
        return (*arms, *tree_arms(tree), *self._controls(search)), tree

    def _why_no_control(self, search: Search) -> str:
        models = [model for _, model, _ in self._models(search.service)]
        designs = proposals(search.identification.regions, [m.name for m in models], search.service.allow)
        return why_not_offloaded(models, naive(designs), search.declined, search.stopped)

    def _controls(self, search: Search) -> list[Arm]:
        """The control arms of the specification, or the level of zlib where it is zlib's compression that gains."""
        found = []
        for control in search.service.arms or level_controls(search.identification.regions):
            self.listener.stage(search.service.name, f"control arm {control.name}")
            key = f"{search.service.name}/{control.name}"
            found.append(self._remember("arm", key, Arm, partial(search.evaluator.told_arm, control)))
        return found

    def _notes(self, searches: Collection[Search]) -> tuple[str, ...]:
        notes = [f"{s.service.name}: search ended: {s.stopped}" for s in searches]
        for search in searches:
            regions, modes = search.identification.regions, search.evaluator.bench.modes
            notes += [f"{search.service.name}: {w}" for w in judged_regions(search.service, regions, modes)]
        return (*notes, *backend_notes(self.backend, self.options.corner))

    # --- the store --------------------------------------------------------------------------------------

    def _record(self, trial: Trial) -> None:
        name = f"{trial.candidate.service}/{trial.candidate.id}/{trial.tier}"
        self.store.append("trial", name, encode(trial))
        elapsed = {"session": self.session, "seconds": time.monotonic() - self.started}
        self.store.append("elapsed", f"{self.session}/{name}", elapsed)

    def _known(self, service: str, candidate: str, tier: Tier) -> Trial | None:
        stored = self.store.get("trial", f"{service}/{candidate}/{tier}")
        return None if stored is None else decode(Trial, stored)

    def _remember(self, kind: str, key: str, form: type[T], make: Callable[[], T]) -> T:
        stored = self.store.get(kind, key)
        if stored is not None:
            return decode(form, stored)
        value = make()
        self.store.append(kind, key, encode(value))
        return value

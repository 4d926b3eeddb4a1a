"""Every value that crosses a seam between stages: frozen, typed, without behaviour beyond derived views.

Units are base units unless a name says otherwise: bytes, seconds, items per second; ratios are candidate/baseline.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from accelagent.planned import DevicePolicy, PolicySearch, Worth

# --- vocabulary ------------------------------------------------------------------------------------------


class Family(StrEnum):
    """What the work is, independent of algorithm and device."""

    COMPRESS = "compress"
    DECOMPRESS = "decompress"
    COPY = "copy"
    FILL = "fill"
    COMPARE = "compare"
    CRC = "crc"
    HASH = "hash"
    ENCRYPT = "encrypt"
    DECRYPT = "decrypt"
    SIGN = "sign"
    VERIFY = "verify"
    KEX = "kex"
    SCAN = "scan"
    FILTER = "filter"
    ERASURE = "erasure"
    SERIALIZE = "serialize"
    DESERIALIZE = "deserialize"


class Verdict(StrEnum):
    """Whether an acceleratable region is worth offloading."""

    OFFLOAD = "offload"  # pays at the sizes seen
    CONDITIONAL = "conditional"  # pays from `min_bytes`, or in the stated execution model
    AVOID = "avoid"  # acceleratable, but loses here


class Execution(StrEnum):
    """How the host and the device take turns."""

    IN_CORE = "in-core"
    SYNC = "sync"
    ASYNC = "async"
    BATCH = "batch"


class Clock(StrEnum):
    """What a time is of; two are never mixed in a comparison.

    Virtual: host CPU time plus the device model's waits. Wall: the real clock. Helper core: the real clock, with
    software on another core of this machine in the device's place.
    """

    VIRTUAL = "virtual"
    WALL = "wall"
    HELPER = "helper-core"


class Grade(StrEnum):
    """How well a number is known."""

    MEASURED = "measured"
    PUBLISHED = "published"
    DERIVED = "derived"
    ASSUMED = "assumed"


class Metric(StrEnum):
    THROUGHPUT = "throughput"
    LATENCY_MEAN = "latency_mean"
    LATENCY_P50 = "latency_p50"
    LATENCY_P99 = "latency_p99"
    LATENCY_P999 = "latency_p999"
    CPU_TIME = "cpu_time"
    OUTPUT_SIZE = "output_size"

    @property
    def maximise(self) -> bool:
        return self is Metric.THROUGHPUT

    @property
    def unit(self) -> str:
        """Base unit of absolute values."""
        if self is Metric.THROUGHPUT:
            return "item/s"
        return "byte" if self is Metric.OUTPUT_SIZE else "s"


class Sense(StrEnum):
    MAXIMIZE = "maximize"
    MINIMIZE = "minimize"
    AT_MOST = "<="
    AT_LEAST = ">="


class Tier(StrEnum):
    """Quick gates are for exploring; every selected candidate has passed the full ones."""

    QUICK = "quick"
    FULL = "full"


class Kind(StrEnum):
    """A node's place in the candidate tree."""

    ROOT = "root"
    LEAF = "leaf"
    REFINE = "refine"
    MERGE = "merge"


# --- (1) specification -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Objective:
    """Optimise a metric, or keep it within a bound; `relative` bounds are multiples of the baseline."""

    metric: Metric
    sense: Sense
    bound: float | None = None  # base unit, or ratio when relative
    relative: bool = False
    text: str = ""
    service: str | None = None  # set inside a goal
    path: bool = False  # latency along the call path, in a goal
    weight: float = 1.0  # in a goal's sum
    fair: bool = False  # of a goal's min(...) or max(...): only the worst of them counts
    quantity: str = ""  # in a goal, CPU time at the load as `cores` busy or as `energy` per second

    @property
    def is_bound(self) -> bool:
        return self.bound is not None


@dataclass(frozen=True, slots=True)
class Workload:
    """How to drive a service. `items` per run and the bytes under `output` are optional:
    the command may print `accel-metric NAME VALUE UNIT` lines instead."""

    command: str
    items: float | None = None
    unit: str = "item"
    output: str | None = None  # file or directory whose bytes are the output size
    timeout: float = 120.0
    held_out: tuple[str, ...] = ()  # commands of the same kind on other inputs, which only judge


@dataclass(frozen=True, slots=True)
class ControlArm:
    """The unmodified source under other commands: what a sceptic would try before any offload."""

    name: str
    description: str = ""
    prepare: str | None = None  # None: as the service
    build: str | None = None
    workload: Workload | None = None
    fast_zlib: bool = False  # the unmodified build, its shared zlib held at level 1


@dataclass(frozen=True, slots=True)
class Configuration:
    """A change without code: environment of the service's commands, and what its workload runs instead."""

    name: str
    description: str = ""
    environment: tuple[tuple[str, str], ...] = ()
    command: str | None = None
    crypto: bool = False  # whether it changes who does cryptography


@dataclass(frozen=True, slots=True)
class Service:
    name: str
    source: Path
    build: str
    test: str | None
    verify: str | None
    workload: Workload
    devices: tuple[str, ...]  # names in Spec.devices
    objectives: tuple[Objective, ...]
    load: float | None = None  # items per second offered
    calls: tuple[tuple[str, float], ...] = ()  # (service, requests per own request)
    exclude: tuple[str, ...] = ()  # globs, relative to source, that no candidate may touch
    prepare: str | None = None  # once per worktree, before the first build (configure step)
    arms: tuple[ControlArm, ...] = ()
    allow: tuple[str, ...] = ()  # changes that need a word of their own: `crypto`
    configurations: tuple[Configuration, ...] = ()


@dataclass(frozen=True, slots=True)
class DeviceUse:
    """A device of the application: a catalogue model, how many of it a host has, and how much of each is the application's."""

    name: str
    model: str
    count: int = 1
    engines: int = 0  # of each; 0: all


@dataclass(frozen=True, slots=True)
class Goal:
    """The application's objective: what to optimise, subject to which bounds."""

    text: str
    optimise: tuple[Objective, ...]
    bounds: tuple[Objective, ...]


@dataclass(frozen=True, slots=True)
class Budget:
    trials: int = 60
    wall_s: float = 1200.0


@dataclass(frozen=True, slots=True)
class Composition:
    """How to drive all services at the same time; without a command each runs its own workload.

    In the command `{SERVICE}` stands for the place of a service's built tree and `{here}` for `base`.
    """

    command: str = ""
    timeout: float = 120.0
    rounds: int = 3
    base: Path | None = None  # readable inside: the specification's directory


@dataclass(frozen=True, slots=True)
class Spec:
    path: Path
    application: str
    services: tuple[Service, ...]
    devices: tuple[DeviceUse, ...]
    goal: Goal
    budget: Budget
    power: tuple[tuple[str, float], ...] = ()  # watts while busy of one `core` and of devices, by name
    composition: Composition = Composition()

    def service(self, name: str) -> Service:
        return next(s for s in self.services if s.name == name)

    def device(self, name: str) -> DeviceUse:
        return next(d for d in self.devices if d.name == name)


# --- (2) Identifier --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Call:
    """One call site: byte offsets of the whole call expression in the file."""

    name: str
    line: int
    start_byte: int
    end_byte: int
    arguments: tuple[str, ...] = ()
    stands_for: str = ""  # the library function that a project's macro or wrapper of that name calls


@dataclass(frozen=True, slots=True)
class Reason:
    """Why; `knowledge` is the id of the entry it rests on."""

    text: str
    knowledge: str


@dataclass(frozen=True, slots=True)
class Consideration:
    """What an implementation must mind; `enforced_by` is a recipe or gate, or `engineer`."""

    text: str
    knowledge: str
    enforced_by: str = "engineer"


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes per operation as far as the source says; `evidence` says from where."""

    low: int | None = None
    typical: int | None = None
    high: int | None = None
    evidence: str = "no size evidence in the source"


@dataclass(frozen=True, slots=True)
class Region:
    """A span of one function whose meaning matches a device operation, with the verdict on it."""

    id: str
    service: str
    path: str  # relative to the service's source
    function: str
    start_line: int
    end_line: int
    language: str
    operation: Family
    algorithm: str
    interface: str  # zlib-stream, libc-memory, idiom-crc-table, project-wrapper, dispatch …
    calls: tuple[Call, ...]
    devices: tuple[str, ...]  # catalogue models that can run it
    verdict: Verdict
    min_bytes: int | None
    execution_model: Execution | None
    confidence: float
    sizes: Sizes
    loop_depth: int = 0
    callers: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    considerations: tuple[Consideration, ...] = ()
    command: str = ""  # definitions and include paths of the build that the file was read with


@dataclass(frozen=True, slots=True)
class Identification:
    root: Path
    regions: tuple[Region, ...]
    files_scanned: int
    lines_scanned: int
    seconds: float
    skipped: tuple[str, ...] = ()  # one line per skipped or degraded file: path and reason


# --- (4) (5) CodeGen and the candidate tree ----------------------------------------------------------------

Knob: TypeAlias = int | float | str
SETTING = "env."  # before the name of a variable that a configuration sets, among a design's knobs
COMMAND = "workload"  # the knob that holds a configuration's command
CONFIGURATION_FILE = "accel-configuration.env"  # the only file of a configuration's patch
WRITTEN = "written"  # in the recipe name of a design whose text no recipe made


@dataclass(frozen=True, slots=True)
class Design:
    """The decision trace: recipe names joined by `+`, and knob values. Everything else is derived."""

    recipe: str
    knobs: tuple[tuple[str, Knob], ...] = ()

    def knob(self, name: str, default: Knob | None = None) -> Knob | None:
        return dict(self.knobs).get(name, default)

    def with_knobs(self, **changes: Knob) -> Design:
        return Design(self.recipe, tuple(sorted({**dict(self.knobs), **changes}.items())))

    @property
    def recipes(self) -> tuple[str, ...]:
        return tuple(self.recipe.split("+")) if self.recipe else ()

    @property
    def written(self) -> bool:
        """Whether its text came from a proposer other than the recipes, so that no recipe can make it again."""
        return any(f"-{WRITTEN}-" in name for name in self.recipes)

    @property
    def environment(self) -> dict[str, str]:
        """The knobs as the generated support file reads them, and the settings of a configuration."""
        knobs = {
            f"ACCEL_{n.upper()}": str(v) for n, v in self.knobs if not n.startswith(SETTING) and n != COMMAND
        }
        return {**knobs, **self.settings}

    @property
    def settings(self) -> dict[str, str]:
        """Environment that a configuration sets."""
        return {n.removeprefix(SETTING): str(v) for n, v in self.knobs if n.startswith(SETTING)}

    @property
    def configures(self) -> bool:
        """Whether it changes configuration and no code."""
        return any(n.startswith(SETTING) or n == COMMAND for n, _ in self.knobs)

    def describe(self) -> str:
        return self.recipe + "".join(f" {k}={v}" for k, v in self.knobs)


@dataclass(frozen=True, slots=True)
class Patch:
    """A design made concrete: whole new texts of changed or added files, relative to the service's source."""

    files: tuple[tuple[str, str], ...]
    regions: tuple[str, ...]  # ids of the regions it serves
    declined: tuple[tuple[str, str], ...] = ()  # (region id, why this recipe left it alone)

    @property
    def key(self) -> str:
        return digest([list(f) for f in self.files])


@dataclass(frozen=True, slots=True)
class Declined:
    """A recipe has nothing to do, or cannot keep the meaning."""

    recipe: str
    reason: str
    regions: tuple[tuple[str, str], ...] = ()  # (region id, why)


@dataclass(frozen=True, slots=True)
class Candidate:
    id: str
    service: str
    kind: Kind
    design: Design
    objectives: tuple[str, ...]  # texts of the objectives it is for; several after a merge
    parents: tuple[str, ...]
    patch: Patch | None  # None for the root
    proposer: str = "recipes"
    commit: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A patch that somebody other than a recipe wrote: a language model, a coding agent, a person."""

    patch: Patch
    offloads: bool  # whether it claims to use a device: the proof of offload then has to hold
    knobs: tuple[tuple[str, Knob], ...] = ()  # environment `ACCEL_<KNOB>` that it reads
    note: str = ""
    chosen: Design | None = (
        None  # recipes and knobs that gave the patch, where somebody chose instead of writing
    )

    @property
    def design(self) -> Design:
        """What was chosen; else named by its text, so that two different texts are never one design."""
        if self.chosen is not None:
            return self.chosen
        place = "offload" if self.offloads else "incore"
        return Design(f"{place}-{WRITTEN}-{self.patch.key[:6]}", tuple(sorted(self.knobs)))


# --- (6) evaluation --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Estimate:
    """Candidate against baseline in interleaved pairs: median values, ratio of medians' pairs with a 95 % interval."""

    metric: Metric
    clock: Clock
    value: float  # candidate, base unit
    baseline: float
    ratio: float  # median of candidate/baseline over pairs
    low: float
    high: float
    pairs: int
    samples: tuple[tuple[float, float], ...] = ()  # raw (baseline, candidate)

    @property
    def gain(self) -> float:
        """How many times better than the baseline: above 1 is better for every metric."""
        return self.ratio if self.metric.maximise else 1.0 / self.ratio if self.ratio > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Counters:
    """What ran where, over one profiled run: as the emulated device and the support file counted it."""

    device_ops: int = 0
    device_bytes: int = 0
    incore_ops: int = 0
    incore_bytes: int = 0
    cpu_ops: int = 0
    cpu_bytes: int = 0
    retries: int = 0
    errors: int = 0
    max_in_flight: int = 0
    device_busy_s: float = 0.0
    waited_s: float = 0.0
    items: float = 0.0  # of that run, for per-item figures


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate's answer; `skipped` needs a detail that says why."""

    name: str
    status: str  # passed | failed | skipped
    detail: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Measured:
    estimates: tuple[Estimate, ...]
    counters: Counters
    gates: tuple[Gate, ...]
    tier: Tier

    def estimate(self, metric: Metric, clock: Clock = Clock.VIRTUAL) -> Estimate | None:
        return next((e for e in self.estimates if e.metric is metric and e.clock is clock), None)


@dataclass(frozen=True, slots=True)
class Rejected:
    stage: str  # policy | build | test | verify | sanitizers | full | faults | offload | profile
    reason: str
    log: str = ""
    gates: tuple[Gate, ...] = ()
    estimates: tuple[Estimate, ...] = ()  # when it was measured and lost
    pattern: str = ""  # the way it fails, by a name of evaluation/patterns.py


Outcome: TypeAlias = Measured | Rejected


@dataclass(frozen=True, slots=True)
class Trial:
    """The only record of the search: a candidate and what became of it."""

    candidate: Candidate
    outcome: Outcome
    tier: Tier
    seconds: float


# --- (7) Orchestrator ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Subtree:
    """The part of one service's tree that serves the goal, the path to the selected node, and what was pruned."""

    service: str
    root: str
    nodes: tuple[str, ...]
    path: tuple[str, ...]
    join_key: str
    pruned: tuple[tuple[str, str], ...]  # (node id, why)


@dataclass(frozen=True, slots=True)
class Assignment:
    """What one service runs and its share of the devices."""

    service: str
    candidate: str
    design: Design
    device: str  # name in Spec.devices, or "cpu"
    execution: Execution | None
    work_queue: str  # work queue or QAT instance names; "" when none
    instances: int
    priority: int
    share: float  # of the device's time at the stated load
    fallback_below: int  # bytes
    environment: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Prediction:
    service: str
    metric: str
    value: float
    unit: str
    ratio: float | None
    bound: str  # text of the objective it is held against, or ""
    holds: bool | None
    half: float = 0.0  # half-width of the simulation's 95 % interval; says nothing of the model's own error
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    goal: str
    feasible: bool
    assignments: tuple[Assignment, ...]
    subtrees: tuple[Subtree, ...]
    predictions: tuple[Prediction, ...]
    certificate: str  # exact | epsilon | beam, with counts
    given_up: tuple[str, ...]  # per service: the locally best node that was not chosen, and why
    lints: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    validation: str = ""
    device_utilisation: tuple[tuple[str, float], ...] = ()
    worth: tuple[Worth, ...] = ()
    policies: tuple[DevicePolicy, ...] = ()
    policy_search: PolicySearch | None = None  # None: no device is shared, or it was not asked for


# --- a whole run -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Arm:
    """A control arm or baseline: something beside the tree that a reader would ask about."""

    name: str
    description: str
    outcome: Outcome | None  # None: not run, the description says why


@dataclass(frozen=True, slots=True)
class ServiceRun:
    service: Service
    identification: Identification
    trials: tuple[Trial, ...]
    best: tuple[tuple[str, str], ...]  # (objective text, candidate id)
    front: tuple[str, ...]
    selected: str
    noise: tuple[Estimate, ...] = ()  # the A/A run
    arms: tuple[Arm, ...] = ()
    declined: tuple[Declined, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One metric of services run together: ratio to the unmodified services run together; the extreme rounds beside it."""

    service: str  # "" is the whole application
    metric: str  # a metric's name, or path_… for a latency along the call path
    value: float
    unit: str
    ratio: float
    low: float
    high: float
    predicted: float | None  # ratio by the model, for the plan's own combination
    bound: str
    holds: bool | None
    settled: bool = True  # False: the interval of the median over rounds has the bound inside


@dataclass(frozen=True, slots=True)
class Composed:
    """One combination of candidates, run together."""

    name: str
    choice: tuple[tuple[str, str], ...]  # (service, candidate)
    checks: tuple[Check, ...]
    rounds: int
    failed: str  # why it could not be run to its end, or ""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a run asked of a language model; `dollars` counts only exchanges whose price is known."""

    exchanges: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    dollars: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Run:
    id: str
    spec: Spec
    backend: str
    seed: int
    tier: Tier
    machine: tuple[tuple[str, str], ...]
    services: tuple[ServiceRun, ...]
    plan: Plan | None
    seconds: float
    notes: tuple[str, ...] = field(default=())
    composed: tuple[Composed, ...] = ()
    usage: Usage = Usage()

    def service(self, name: str) -> ServiceRun:
        return next(s for s in self.services if s.service.name == name)


# --- identity --------------------------------------------------------------------------------------------


def digest(value: object, length: int = 12) -> str:
    """A short stable name for any JSON-able value."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def candidate_id(service: str, design: Design, patch: Patch | None) -> str:
    """The same decisions with the same text are the same candidate."""
    return digest(
        [service, design.recipe, [list(k) for k in design.knobs], patch.key if patch else "root"], 10
    )

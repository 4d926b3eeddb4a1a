"""The shapes of the tools' answers: clients get them as output schemas, and no answer leaves in another shape.

`typing_extensions` because pydantic reads these classes, which `typing` lets it do from Python 3.12 on.
"""

from __future__ import annotations

from typing import NotRequired

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

_EXACT = ConfigDict(extra="forbid")  # a key that no schema names is a mistake, not an extension


@with_config(_EXACT)
class ServiceAnswer(TypedDict):
    """One service as the specification has it."""

    name: str
    source: str
    build: str
    test: str | None
    verify: str | None
    workload: str
    unit: str
    devices: list[str]
    objectives: list[str]
    may_not_touch: list[str]


@with_config(_EXACT)
class DeviceUse(TypedDict):
    """A device that the application has."""

    name: str
    model: str
    count: int


@with_config(_EXACT)
class BudgetAnswer(TypedDict):
    """What the search may spend."""

    trials: int
    wall_s: float


@with_config(_EXACT)
class ApplicationAnswer(TypedDict):
    """Services, devices, goal and budget."""

    application: str
    services: list[ServiceAnswer]
    devices: list[DeviceUse]
    goal: str
    budget: BudgetAnswer


@with_config(_EXACT)
class CallAnswer(TypedDict):
    """A call in a region."""

    name: str
    line: int


@with_config(_EXACT)
class SizesAnswer(TypedDict):
    """Bytes per operation as far as they are known."""

    low: int | None
    typical: int | None
    high: int | None


@with_config(_EXACT)
class ReasonAnswer(TypedDict):
    """Why, and the knowledge entry that says so."""

    text: str
    knowledge: str


@with_config(_EXACT)
class ConsiderationAnswer(TypedDict):
    """What to mind, and what holds it."""

    text: str
    knowledge: str
    enforced_by: str


@with_config(_EXACT)
class RegionAnswer(TypedDict):
    """One region with verdict, reasons and what to mind."""

    id: str
    path: str
    function: str
    lines: list[int]
    operation: str
    interface: str
    calls: list[CallAnswer]
    devices: list[str]
    verdict: str
    min_bytes: int | None
    execution_model: str | None
    confidence: float
    sizes: SizesAnswer
    reasons: list[ReasonAnswer]
    considerations: list[ConsiderationAnswer]


@with_config(_EXACT)
class RegionsAnswer(TypedDict):
    """A service's regions."""

    regions: list[RegionAnswer]


@with_config(_EXACT)
class MetricAnswer(TypedDict):
    """A figure; candidates also have their ratio to the unmodified service with its 95 % interval."""

    value: float
    unit: str
    better_when: str
    ratio_to_unmodified: NotRequired[float]
    interval_95: NotRequired[list[float]]


@with_config(_EXACT)
class NodeAnswer(TypedDict):
    """A node in a few lines: design, outcome, ratios to the unmodified service."""

    id: str
    kind: str
    parents: list[str]
    objectives: list[str]
    proposer: str
    design: str
    outcome: str
    stage: str | None
    reason: str | None
    metrics: dict[str, MetricAnswer]
    tier: str
    seconds: float


@with_config(_EXACT)
class GateAnswer(TypedDict):
    """A gate that did not just pass."""

    name: str
    status: str
    detail: str


@with_config(_EXACT)
class FullNodeAnswer(NodeAnswer):
    """A node with gates, log, counters and patch."""

    gates: list[GateAnswer]
    passed: list[str]
    log: str
    counters: dict[str, float | None] | None
    patch: str
    also_adds: list[str]


@with_config(_EXACT)
class TreeAnswer(TypedDict):
    """All nodes, and the ids of those on the Pareto front."""

    nodes: list[NodeAnswer]
    front: list[str]


@with_config(_EXACT)
class DeclinedAnswer(TypedDict):
    """Why a recipe left regions alone."""

    recipe: str
    reason: str
    regions: list[list[str]]


@with_config(_EXACT)
class EntryAnswer(TypedDict):
    """A knowledge entry with its sources."""

    id: str
    title: str
    text: str
    sources: list[str]


@with_config(_EXACT)
class EntriesAnswer(TypedDict):
    """Knowledge entries, the nearest first."""

    entries: list[EntryAnswer]


@with_config(_EXACT)
class TaskAnswer(TypedDict):
    """What to do next, and everything needed to begin."""

    service: str
    source: str
    may_not_touch: list[str]
    objective: str
    bounds: list[str]
    parent: FullNodeAnswer
    regions: list[RegionAnswer]
    declined_by_recipes: list[DeclinedAnswer]
    untried_recipes: list[str]
    front: list[NodeAnswer]
    knowledge: list[EntryAnswer]
    how: str


@with_config(_EXACT)
class DraftAnswer(TypedDict):
    """A recipe's own patch, or why it has none."""

    declined: DeclinedAnswer | None
    diff: str


@with_config(_EXACT)
class SupportAnswer(TypedDict):
    """A support file: its name in a patch, where its text lies, what stands in for library functions, and the rest of it."""

    file: str
    path: str
    stand_ins: str
    interface: str


@with_config(_EXACT)
class AssignmentAnswer(TypedDict):
    """What one service runs, and its share of the device's time."""

    service: str
    candidate: str
    device: str
    share: float


@with_config(_EXACT)
class PredictionAnswer(TypedDict):
    """A metric as predicted; `holds` is null where the goal sets no bound."""

    service: str
    metric: str
    value: float
    unit: str
    bound: str
    holds: bool | None


@with_config(_EXACT)
class PlanAnswer(TypedDict):
    """The plan's choices, predictions and what was given up."""

    goal: str
    feasible: bool
    assignments: list[AssignmentAnswer]
    predictions: list[PredictionAnswer]
    certificate: str
    given_up: list[str]
    lints: list[str]
    validation: str


@with_config(_EXACT)
class ParameterAnswer(TypedDict):
    """A number of a device with its range and where it comes from."""

    value: float
    range: list[float]
    unit: str
    grade: str
    source: str


@with_config(_EXACT)
class ModelName(TypedDict):
    """A device model by name."""

    name: str
    title: str


@with_config(_EXACT)
class DeviceAnswer(TypedDict):
    """The device models there are, or, for a name, every number of one."""

    models: NotRequired[list[ModelName]]
    name: NotRequired[str]
    title: NotRequired[str]
    kind: NotRequired[str]
    interface: NotRequired[str]
    parameters: NotRequired[dict[str, ParameterAnswer]]

"""Small programs in twos, of which one should gain by offloading and its twin lose: both measured with the offload forced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from accelagent.bench._part import Figure
from accelagent.codegen.recipes import apply
from accelagent.devices import device
from accelagent.domain import (
    Candidate,
    Design,
    Execution,
    Kind,
    Metric,
    Patch,
    Region,
    Rejected,
    Service,
    Tier,
    Verdict,
    candidate_id,
)
from accelagent.evaluation.build import Limits
from accelagent.evaluation.evaluator import Evaluator
from accelagent.identifier import identify
from accelagent.spec.loader import load_spec

PAYS, DEGRADES = "-pays", "-degrades"
_RECIPE = "offload-sync"
# Every call to the device at once, waited for; the library on the core has no threshold.
_FORCED: Mapping[str, Mapping[str, int]] = {
    "offload-sync": {"min_bytes": 1, "gather": 0},
    "offload-copy": {"copy_min_bytes": 1},
}
_NOTHING = ("no operation reached the device", "no operation ran in core")
_SAME = "cmp {candidate}/own.bin {candidate}/other.bin"
# Other bytes that stand for the same are right: both are expanded and compared.
_EXPANDED = (
    "{baseline}/reference {candidate}/own.bin > {candidate}/own.txt && "
    "{baseline}/reference {candidate}/other.bin > {candidate}/other.txt && cmp {candidate}/own.txt {candidate}/other.txt"
)
_TARGET = 20
_LEAST = 0.02  # a gain below this share is none


@dataclass(frozen=True, slots=True)
class Half:
    """One program: what the Identifier says, and throughput with the offload forced over throughput without."""

    name: str
    verdict: str  # the best verdict of its regions, or "absent"
    ratio: float | None  # None when the offload could not be forced or the run was rejected: see `why`
    low: float | None  # 95 % interval
    high: float | None
    device_ops: int
    why: str = ""
    kept: bool = False  # tested and verified, but format or state left nothing that the device may do

    @property
    def gains(self) -> bool | None:
        """Whether the interval lies above 1 by more than the least gain; what the recipe must keep on the core gains nothing."""
        if self.kept:
            return False
        return None if self.low is None else self.low > 1 + _LEAST

    @property
    def right(self) -> bool:
        """The verdict is worth it exactly where the forced offload gains."""
        return self.gains is not None and self.gains == (self.verdict not in ("avoid", "absent"))


def pairs(folder: Path) -> list[tuple[Path, Path]]:
    """Twins by name: NAME-pays and NAME-degrades, each with an `accel.yaml`."""
    first = sorted(p for p in folder.glob(f"*{PAYS}") if (p / "accel.yaml").is_file())
    return [(p, q) for p in first if (q := twin(p)).is_dir()]


def twin(pays: Path) -> Path:
    return pays.with_name(pays.name.removesuffix(PAYS) + DEGRADES)


@dataclass(frozen=True, slots=True)
class Twin:
    """One half of a pair that is a template with words put in."""

    name: str
    template: str
    recipe: str
    device: str
    words: Mapping[str, str]
    knobs: Mapping[str, int]


def twins(folder: Path) -> list[tuple[Twin, Twin]]:
    """The pairs of `twins.yaml`, the half that should pay first."""
    file = folder / "twins.yaml"
    if not file.is_file():
        return []
    from ruamel.yaml import YAML

    found = []
    for name, row in YAML(typ="safe", pure=True).load(file).items():
        template, recipe, model, common, *both = row[:6]
        knobs = {**_FORCED.get(recipe, {}), **(row[6] if len(row) > 6 else {})}
        halves = [
            Twin(
                name + suffix,
                template,
                recipe,
                model,
                {k: str(v) for k, v in {**common, **own}.items()},
                knobs,
            )
            for suffix, own in zip((PAYS, DEGRADES), both, strict=True)
        ]
        found.append((halves[0], halves[1]))
    return found


def write(half: Twin, folder: Path, target: Path) -> Path:
    """The half's program and specification in `target`."""
    lossless = half.template in ("sum", "memory", "inflate")
    words = {
        "DEVICE": half.device.partition("-")[0],
        "MODEL": half.device,
        "COMPARE": _SAME if lossless else _EXPANDED,
        **half.words,
    }
    target.mkdir(parents=True)
    for source, name in (
        (f"{half.template}.c", "main.c"),
        ("accel.yaml", "accel.yaml"),
        ("units.h", "units.h"),
    ):
        text = (folder / "templates" / source).read_text(encoding="utf-8")
        for word, value in words.items():
            text = text.replace(f"@{word}@", value)
        (target / name).write_text(text, encoding="utf-8")
    return target


def measure_twin(half: Twin, folder: Path) -> Half:
    """As `measure`, for a half that is written first."""
    with TemporaryDirectory(prefix="accelagent-twin-") as scratch:
        program = write(half, folder, Path(scratch) / "unit")
        found = measure(program, Design(half.recipe).with_knobs(**half.knobs))
    return replace(found, name=half.name)


def measure(program: Path, design: Design | None = None) -> Half:
    """The program's verdict, and its ratio under the control arm on the emulated device in virtual time."""
    design = design or Design(_RECIPE).with_knobs(**_FORCED[_RECIPE])
    spec = load_spec(program / "accel.yaml")
    [service] = spec.services
    models = [(d.name, device(d.model), d.count) for d in spec.devices]
    found = identify(
        service.source, service=service.name, devices=[m for _, m, _ in models], exclude=service.exclude
    )
    patch = _forced(service, found.regions, design)
    if not isinstance(patch, Patch):
        return Half(program.name, _said(found.regions), None, None, None, 0, patch, kept=bool(found.regions))
    candidate = Candidate(
        candidate_id(service.name, design, patch), service.name, Kind.LEAF, design, (), (), patch
    )
    with TemporaryDirectory(prefix="accelagent-pairs-") as name:
        limits = Limits(least_s=6.0, slower=20.0)
        evaluator = Evaluator(
            service, Path(name) / "run", models, backend="emulated", seed=1, cores=2, limits=limits
        )
        outcome = evaluator.evaluate(candidate, Tier.QUICK)
    if isinstance(outcome, Rejected):
        why = f"{outcome.stage}: {outcome.reason}"
        kept = outcome.stage == "offload" and any(n in outcome.reason for n in _NOTHING)
        return Half(program.name, _said(found.regions), None, None, None, 0, why, kept)
    [ratio] = [e for e in outcome.estimates if e.metric is Metric.THROUGHPUT]
    ops = outcome.counters.device_ops
    return Half(program.name, _said(found.regions), ratio.ratio, ratio.low, ratio.high, ops)


def verdict(program: Path) -> str:
    """The best verdict that the Identifier gives in a program."""
    spec = load_spec(program / "accel.yaml")
    [service] = spec.services
    models = [device(d.model) for d in spec.devices]
    return _said(
        identify(service.source, service=service.name, devices=models, exclude=service.exclude).regions
    )


def _said(regions: Sequence[Region]) -> str:
    for verdict in (Verdict.OFFLOAD, Verdict.CONDITIONAL, Verdict.AVOID):
        if any(r.verdict is verdict for r in regions):
            return verdict.value
    return "absent"


def _forced(service: Service, regions: Sequence[Region], design: Design) -> Patch | str:
    """The control arm on every region, whatever its verdict; a string says why not."""
    forced = tuple(
        replace(r, verdict=Verdict.OFFLOAD, execution_model=r.execution_model or Execution.SYNC)
        for r in regions
    )
    patch = apply(service.source, forced, design)
    return patch if isinstance(patch, Patch) else patch.reason


def figures(folder: Path) -> tuple[Figure, ...]:
    """How many pairs there are, and in how many both verdicts agree with what was measured."""
    halves = [(measure(one), measure(other)) for one, other in pairs(folder)]
    halves += [(measure_twin(one, folder), measure_twin(other, folder)) for one, other in twins(folder)]
    rows = tuple(
        {
            "program": h.name,
            "verdict": h.verdict,
            "ratio": h.ratio,
            "low": h.low,
            "high": h.high,
            "device_ops": h.device_ops,
            "gains": h.gains,
            "right": h.right,
            "why": h.why,
        }
        for both in halves
        for h in both
    )
    right = sum(a.right and b.right for a, b in halves)
    kept = sum(h.kept for both in halves for h in both)
    apart = sum(a.gains is True and b.gains is False for a, b in halves)
    note = (
        f"{apart} of {len(halves)} pairs come apart as their names say; {kept} halves stay on the core because of format or state; emulated device, virtual time, one request at a time; "
        "samples: throughput with the offload forced over throughput without"
    )
    return (
        Figure("pairs", float(len(halves)), "count", None, target=_TARGET),
        Figure("pairs_right", float(right), "count", "virtual", rows, len(halves), note),
    )

"""How an objective bends a design: starting knobs per objective, refinement moves, and merges of two designs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from accelagent.domain import Design, Knob, Metric, Objective

_LATENCIES = (Metric.LATENCY_MEAN, Metric.LATENCY_P50, Metric.LATENCY_P99, Metric.LATENCY_P999)

# Which end of a knob's ordered values an objective starts from (0 = first, 1 = last) and, in this order, which
# knobs it refines. Directions are hypotheses the profile gate tests; they only set where the search begins.
# (devices.md §5: 2 pipeline depth, 7 coalescing, 24-27 waiting, 43 blocks and ratio, 48 levels.)
_STARTS: Mapping[Metric, Mapping[str, float]] = {
    Metric.THROUGHPUT: {
        "depth": 0.5,
        "block_bytes": 0.4,
        "level": 0.0,
        "incore_level": 0.3,
        "copy_share": 0.3,
    },
    Metric.CPU_TIME: {
        "depth": 0.5,
        "block_bytes": 0.7,
        "poll": 1.0,
        "level": 0.0,
        "incore_level": 0.3,
        "copy_wait": 1.0,
        "copy_share": 0.0,
    },  # fmt: skip
    Metric.OUTPUT_SIZE: {"block_bytes": 1.0, "level": 1.0, "incore_level": 1.0, "min_bytes": 1.0},
    Metric.LATENCY_MEAN: {"depth": 0.0, "level": 0.0, "incore_level": 0.0, "min_bytes": 0.7},
}
_OWNED: Mapping[Metric, tuple[str, ...]] = {
    Metric.THROUGHPUT: (
        "depth",
        "block_bytes",
        "poll",
        "incore_level",
        "min_bytes",
        "level",
        "copy_share",
        "copy_min_bytes",
        "copy_depth",
    ),
    Metric.CPU_TIME: (
        "poll",
        "min_bytes",
        "incore_level",
        "block_bytes",
        "depth",
        "level",
        "copy_wait",
        "copy_min_bytes",
        "copy_share",
    ),
    Metric.OUTPUT_SIZE: ("block_bytes", "incore_level", "level", "min_bytes"),
    Metric.LATENCY_MEAN: ("min_bytes", "incore_level", "depth", "poll", "block_bytes", "level"),
}

# Recipes for the same calls: one request at a time, and several in flight.
_EITHER = (("offload-sync", "offload-async"), ("offload-copy", "offload-copy-async"))


def _kind(metric: Metric) -> Metric:
    return Metric.LATENCY_MEAN if metric in _LATENCIES else metric


def start_for(design: Design, metric: Metric, space: Mapping[str, Sequence[Knob]]) -> Design:
    """`design` with the knobs from which a search for `metric` starts."""
    changes: dict[str, Knob] = {}
    for name, place in _STARTS[_kind(metric)].items():
        values = space.get(name, ())
        if values:
            changes[name] = values[round(place * (len(values) - 1))]
    return design.with_knobs(**changes) if changes else design


def refinements(design: Design, metric: Metric, space: Mapping[str, Sequence[Knob]]) -> Iterator[Design]:
    """Single-knob moves to neighbouring values, the knobs that matter most for `metric` first."""
    names = [n for n in _OWNED[_kind(metric)] if n in space]
    names += [n for n in space if n not in names]
    for step in (1, -1):
        for name in names:
            moved = _neighbour(design, name, space[name], step)
            if moved is not None:
                yield moved


def _neighbour(design: Design, name: str, values: Sequence[Knob], step: int) -> Design | None:
    current = design.knob(name)
    if current is None or current not in values:
        return design.with_knobs(**{name: values[0]}) if values and step == 1 else None
    place = list(values).index(current) + step
    return design.with_knobs(**{name: values[place]}) if 0 <= place < len(values) else None


def merged(one: Design, one_metric: Metric, other: Design, other_metric: Metric) -> tuple[Design, ...]:
    """Designs that combine both decision traces, the most even-handed first.

    Recipes are united; where both set a knob, it comes from the parent whose objective ranks that knob higher.
    """
    recipe = "+".join(unite(one.recipes, other.recipes))
    even: dict[str, Knob] = {}
    for name in sorted({k for k, _ in one.knobs} | {k for k, _ in other.knobs}):
        first = _rank(one_metric, name) <= _rank(other_metric, name)
        sources = (one, other) if first else (other, one)
        even[name] = next(v for s in sources if (v := s.knob(name)) is not None)
    mine = {**dict(other.knobs), **dict(one.knobs)}
    theirs = {**dict(one.knobs), **dict(other.knobs)}
    variants = [Design(recipe, tuple(sorted(k.items()))) for k in (even, mine, theirs)]
    return tuple(d for d in dict.fromkeys(variants) if d not in (one, other))


def unite(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    """Recipe names in a fixed order; of two ways of offloading the same calls the one with requests in flight wins."""
    names = dict.fromkeys([*one, *other])
    dropped = {plain for plain, ahead in _EITHER if plain in names and ahead in names}
    return tuple(sorted(n for n in names if n not in dropped))


def _rank(metric: Metric, knob: str) -> int:
    owned = _OWNED[_kind(metric)]
    return owned.index(knob) if knob in owned else len(owned)


def allowed(
    space: Mapping[str, Sequence[Knob]], objectives: Sequence[Objective]
) -> Mapping[str, Sequence[Knob]]:
    """`space` without what would replace the program's own level, unless some objective speaks of the output's size."""
    if any(o.metric is Metric.OUTPUT_SIZE for o in objectives):
        return space
    return {name: values for name, values in space.items() if name != "incore_level"}


def naive(designs: Sequence[Design]) -> tuple[Design, ...]:
    """The control arm: every call to the device at once, waited for, whatever its size."""
    everything: dict[str, dict[str, Knob]] = {
        "offload-sync": {"min_bytes": 1},
        "offload-copy": {"copy_min_bytes": 1},
    }
    return tuple(d.with_knobs(**everything[d.recipe], gather=0) for d in designs if d.recipe in everything)

"""The surrogate finds what is good in few trials, keeps to the bounds, opens unions of structures, and always answers alike."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from itertools import product

from accelagent.codegen.surrogate import Surrogate, front
from accelagent.domain import Design

SPACE = {
    "block": (16, 64, 256, 1024),
    "depth": (1, 2, 4, 8, 16),
    "level": (1, 6, 9),
    "poll": ("busy", "yield", "sleep"),
}
Gains = tuple[float, ...]


def gains(design: Design) -> Gains:
    """Deep is fast, sleeping is cheap and slow, high levels cost both; small blocks break the bound on size."""
    knobs = dict(design.knobs)
    place = {n: SPACE[n].index(v) / (len(SPACE[n]) - 1) for n, v in knobs.items()}  # type: ignore[arg-type]
    fast = 1 + place["depth"] - 0.5 * place["level"] - 0.4 * place["poll"]
    cheap = 1 + place["poll"] - 0.5 * place["level"] + 0.2 * place["block"]
    return fast, cheap, 0.05 if place["block"] > 0.4 else -0.2


def designs() -> list[Design]:
    names = list(SPACE)
    return [
        Design("offload-async", tuple(sorted(zip(names, v, strict=True)))) for v in product(*SPACE.values())
    ]


def needed(order: Callable[[list[tuple[Design, Gains]]], Design | None]) -> int:
    """Trials until both ends of the front were seen: the fastest and the cheapest within the bound."""
    allowed = [g for g in map(gains, designs()) if g[2] >= 0]
    ends = {max(g[0] for g in allowed), max(g[1] for g in allowed)}
    seen: list[tuple[Design, Gains]] = []
    found: set[float] = set()
    while not ends <= found:
        design = order(seen)
        assert design is not None
        seen.append((design, gains(design)))
        found |= {x for x in seen[-1][1][:2] if seen[-1][1][2] >= 0}
    return len(seen)


def by_surrogate() -> Callable[[list[tuple[Design, Gains]]], Design | None]:
    model = Surrogate(2, [0.0])
    model.offer(designs()[0], SPACE)

    def order(seen: list[tuple[Design, Gains]]) -> Design | None:
        if seen:
            model.learn(*seen[-1])
        return model.best()

    return order


def at_random(seed: int) -> Callable[[list[tuple[Design, Gains]]], Design | None]:
    waiting = designs()
    random.Random(seed).shuffle(waiting)
    return lambda seen: waiting[len(seen)]


def median(numbers: Iterable[int]) -> int:
    ordered = sorted(numbers)
    return ordered[len(ordered) // 2]


def test_it_needs_half_of_what_random_choice_needs_and_always_the_same() -> None:
    mine = needed(by_surrogate())
    assert mine == needed(by_surrogate())
    assert 2 * mine <= median(needed(at_random(seed)) for seed in range(21))


def test_nothing_is_offered_twice_and_what_is_dropped_is_gone() -> None:
    model = Surrogate(2, [0.0])
    model.offer(Design("offload-async"), {"depth": (1, 2, 4)})
    asked = []
    while (design := model.best()) is not None:
        if design.knob("depth") == 2:
            model.drop(design)
        else:
            asked.append(design)
            model.learn(design, (0.1, 0.1, 0.0))
    assert sorted(d.knob("depth") for d in asked) == [1, 4]  # type: ignore[type-var]


def test_what_is_likely_to_break_the_bound_waits_until_the_rest_was_tried() -> None:
    model = Surrogate(1, [0.0])
    model.offer(Design("r"), {"block": tuple(range(10))})
    for block, room in ((0, -0.5), (1, -0.5), (8, 0.05), (9, 0.05)):
        model.learn(Design("r", (("block", block),)), (1.0 - block / 100, room))
    chosen = model.best()
    assert chosen is not None
    assert chosen.knob("block") not in (2, 3)


def test_a_space_beyond_the_pool_is_sampled_alike_each_time() -> None:
    space = {f"knob{i}": tuple(range(6)) for i in range(8)}
    first, second = Surrogate(1, []), Surrogate(1, [])
    for model in (first, second):
        model.offer(Design("r"), space)
    assert list(first.pool) == list(second.pool)
    assert 1000 < len(first.pool) <= 1500


def test_the_front_holds_each_point_once_that_no_other_covers() -> None:
    assert front([(1.0, 1.0), (2.0, 0.5), (1.0, 1.0), (0.5, 0.9)]) == [(2.0, 0.5), (1.0, 1.0)]

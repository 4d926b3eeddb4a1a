"""Arms that compete: the one that earns is pulled most, none is forgotten, dry ones go, equal runs choose alike."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

from tests_landscape import ASYNC, INCORE, SIZE, THROUGHPUT, Ledger, tree

from accelagent.codegen.arms import Arm, Bandit
from accelagent.codegen.explore import Explorer, Limits, Task
from accelagent.domain import Patch, Proposal


def pulled(earns: dict[str, float], times: int) -> Counter[str]:
    bandit, counted = Bandit([Arm(name, iter(())) for name in earns]), Counter[str]()
    for _ in range(times):
        arm = bandit.best()
        assert arm is not None
        counted[arm.name] += 1
        bandit.paid(arm, earns[arm.name])
    return counted


def test_the_arm_that_earns_is_pulled_most_and_no_arm_is_forgotten() -> None:
    counted = pulled({"poor": 0.03, "rich": 0.5, "none": 0.0}, 60)
    assert counted["rich"] > counted["poor"] + counted["none"]
    assert min(counted.values()) >= 2


def test_arms_that_earn_alike_share_alike() -> None:
    counted = pulled({"one": 0.1, "other": 0.1}, 40)
    assert abs(counted["one"] - counted["other"]) <= 2


def test_noise_earns_nothing() -> None:
    bandit = Bandit([arm := Arm("noise", iter(()))])
    bandit.paid(arm, 0.01)
    assert (arm.pulls, arm.gained) == (1, 0.0)


def test_a_dry_arm_is_not_chosen_and_without_arms_there_is_no_move() -> None:
    bandit = Bandit([one := Arm("one", iter(())), other := Arm("other", iter(()))])
    bandit.dry(one)
    assert bandit.best() is other
    bandit.dry(other)
    assert bandit.best() is None


@dataclass
class Writer:
    """Proposes texts that change nothing, for as long as it is asked."""

    name: str = "idle"
    asked: list[str] = field(default_factory=list)

    def propose(self, task: Task) -> Proposal | None:
        self.asked.append(task.objective.text)
        return Proposal(Patch((("a.c", f"text {len(self.asked)}"),), ()), offloads=False)


def test_a_proposer_that_earns_nothing_does_not_keep_the_climbs_from_the_best_design() -> None:
    writer, ledger = Writer(), Ledger()
    result = Explorer(tree(), ledger.seams(writer), Limits(16, time.monotonic() + 60)).run([ASYNC, INCORE])
    assert {THROUGHPUT.text, SIZE.text} == set(writer.asked)
    assert result.tree.best(THROUGHPUT).candidate.design.knob("depth") == 8
    assert result.spent <= 16


def test_equal_runs_choose_alike() -> None:
    def ids() -> list[str]:
        explorer = Explorer(tree(), Ledger().seams(Writer()), Limits(14, time.monotonic() + 60))
        return [t.candidate.id for t in explorer.run([ASYNC, INCORE]).tree.trials]

    assert ids() == ids()

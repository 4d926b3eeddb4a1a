"""Who advises a run beside its own recipes and rules; the default advises nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeAlias

from accelagent.codegen.explore import Proposer
from accelagent.domain import Identification, Plan, Service, Trial
from accelagent.store import Store


class Adviser(Protocol):
    """Opinions at the run's seams. None of them decides: rules weigh regions, gates candidates, the join the plan."""

    def review(self, service: Service, found: Identification) -> Identification:
        """A second opinion on the regions."""

    def proposers(self, service: Service, found: Identification) -> Sequence[Proposer]:
        """Who proposes patches for the service beside the recipes."""

    def on_plan(
        self,
        plan: Plan,
        trees: Mapping[str, Sequence[Trial]],
        simulate: Callable[[Mapping[str, str]], Plan],
    ) -> tuple[str, ...]:
        """What to say of the plan; `simulate` gives the plan of a combination, a node id per service."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the report should say of the adviser itself."""


class Nobody:
    """No opinion."""

    notes: tuple[str, ...] = ()

    def review(self, service: Service, found: Identification) -> Identification:
        return found

    def proposers(self, service: Service, found: Identification) -> Sequence[Proposer]:
        return ()

    def on_plan(
        self,
        plan: Plan,
        trees: Mapping[str, Sequence[Trial]],
        simulate: Callable[[Mapping[str, str]], Plan],
    ) -> tuple[str, ...]:
        return ()


Advisers: TypeAlias = Callable[[Store], Adviser]  # given the run's record


def nobody(_: Store) -> Adviser:
    """The adviser of a run without a model."""
    return Nobody()

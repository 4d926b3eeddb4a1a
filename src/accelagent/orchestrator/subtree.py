"""Which part of each candidate tree serves the goal, and in words why the rest does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from accelagent.domain import Subtree, Trial
from accelagent.objectives import loss
from accelagent.orchestrator.choices import Choice, Field
from accelagent.orchestrator.relaxation import Vector
from accelagent.orchestrator.solution import Solution
from accelagent.units import plain

_ALTERNATIVES = 5


def subtree(solution: Solution, service: str) -> Subtree:
    """The branches that lead to choices of the selected join key, and every other node with the reason."""
    field = solution.composition.fields[service]
    chosen = solution.chosen(service)
    nodes = {t.candidate.id: t for t in field.trials}
    alike = [c for c in solution.kept[service] if c.join_key == chosen.join_key]
    inside = {node for c in (field.root, *alike) for node in _ancestry(c.id, nodes)}
    inside.add(field.root.id)
    reasons = {**dict(field.pruned), **_set_aside(solution, service)}
    return Subtree(
        service=service,
        root=field.root.id,
        nodes=tuple(node for node in nodes if node in inside),
        path=_path(chosen.id, nodes, field.root.id),
        join_key=chosen.join_key,
        pruned=tuple((node, reasons[node]) for node in nodes if node in reasons and node not in inside),
    )


def given_up(solution: Solution, service: str) -> str:
    """The node this service would have picked for itself, and why the plan does not; empty when it does."""
    field = solution.composition.fields[service]
    chosen = solution.chosen(service)
    local = min(field.choices, key=lambda c: (_local_loss(field, c), c.id != chosen.id))
    if local.id == chosen.id or _local_loss(field, local) >= _local_loss(field, chosen) - 1e-9:
        return ""
    return (
        f"{service}: {local.id} ({local.trial.candidate.design.describe()}; alone "
        f"{_local_figures(field, local)}) is best for the service itself but was not chosen: "
        f"{_consequence(solution, service, local)}"
    )


def alternatives(solution: Solution) -> list[str]:
    """The nearest plans that differ in one service, best first."""
    ranked = []
    for service, kept in solution.kept.items():
        for choice in kept:
            if choice.id != solution.chosen(service).id:
                rank = solution.instead(service, choice)[1]
                ranked.append((rank, service, choice))
    ranked.sort(key=lambda r: (r[0], r[1], r[2].id))
    return [
        f"{service}: {choice.id} ({choice.trial.candidate.design.describe() or 'unmodified'}) instead: "
        f"{_consequence(solution, service, choice)}"
        for _, service, choice in ranked[:_ALTERNATIVES]
    ]


def _set_aside(solution: Solution, service: str) -> dict[str, str]:
    """Measured choices that were left out: dominated before the join, or not in its best combination."""
    reasons = {node: f"dominated by {by}" for node, by in solution.dominated[service].items()}
    chosen = solution.chosen(service)
    for choice in solution.kept[service]:
        if choice.id != chosen.id:
            reasons[choice.id] = f"not in the best combination: {_consequence(solution, service, choice)}"
    return reasons


def _consequence(solution: Solution, service: str, choice: Choice) -> str:
    """What would become of the plan with this choice."""
    vector, rank = solution.instead(service, choice)
    now = solution.joined.rank
    if rank[:2] > now[:2]:
        return "with it " + "; ".join(solution.composition.broken(vector))
    if rank[:2] < now[:2]:
        return "only together with other changes would it serve the goal"
    changes = _changes(solution, vector)
    return f"with it {changes}" if changes else "no difference for the goal"


def _changes(solution: Solution, vector: Vector) -> str:
    """The goal's figures that would differ from the plan's, as ratios to the unmodified application."""
    composition = solution.composition
    now, then = composition.costs(solution.vector), composition.costs(vector)
    pairs = [(term, term.ratio(a), term.ratio(b)) for (term, a), (_, b) in zip(now, then, strict=True)]
    return ", ".join(
        f"{term.label} is {plain(other)}x instead of {plain(planned)}x"
        for term, planned, other in pairs[: len(composition.terms)]
        if abs(other - planned) > 0.0005 * planned
    )


def _local_loss(field: Field, choice: Choice) -> float:
    wanted = [o.metric for o in field.service.objectives if not o.is_bound]
    return sum(loss(m, choice.ratios[m]) for m in wanted if m in choice.ratios)


def _local_figures(field: Field, choice: Choice) -> str:
    wanted = [o.metric for o in field.service.objectives if not o.is_bound]
    return ", ".join(f"{m} {plain(choice.ratios[m])}x" for m in wanted if m in choice.ratios)


def _ancestry(node: str, nodes: Mapping[str, Trial]) -> Iterator[str]:
    """The node and all it descends from, through both parents of a merge."""
    seen: set[str] = set()
    pending = [node]
    while pending:
        at = pending.pop()
        if at in nodes and at not in seen:
            seen.add(at)
            pending += nodes[at].candidate.parents
            yield at


def _path(node: str, nodes: Mapping[str, Trial], root: str) -> tuple[str, ...]:
    """A shortest way from the root down to the node."""
    ways: list[tuple[str, ...]] = [(node,)]
    seen = {node}
    while ways:
        way = ways.pop(0)
        if way[0] == root:
            return way
        for parent in nodes[way[0]].candidate.parents:
            if parent in nodes and parent not in seen:
                seen.add(parent)
                ways.append((parent, *way))
    return (root, node)

"""Geometry of the two pictures of a service, in pixels: the candidate tree and the Pareto plot; templates only draw it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from accelagent.domain import Estimate, Kind, Knob, Metric, ServiceRun
from accelagent.report.facts import Node, node_estimate
from accelagent.report.text import TITLES, change, clock_text, direction, one_line

BOX_WIDTH, BOX_HEIGHT, COLUMN, ROW, MARGIN = 216, 42, 260, 54, 10
CHARACTERS, CHARACTERS_SMALL = 27, 30  # that fit a box in the heading's and in the small font


@dataclass(frozen=True, slots=True)
class Box:
    node: Node
    x: float
    y: float
    style: str  # classes of the stylesheet
    heading: str
    figure: str  # ratio of the first metric, or the stage that rejected it
    figure_style: str
    detail: str
    title: str


@dataclass(frozen=True, slots=True)
class Edge:
    path: str
    style: str


@dataclass(frozen=True, slots=True)
class Tree:
    width: float
    height: float
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]


def tree(service: ServiceRun, nodes: Sequence[Node], metric: Metric | None) -> Tree:
    """Depth runs to the right; a merge stands right of its deepest parent and is joined to every parent."""
    by_id = {n.candidate.id: n for n in nodes}
    depth = _depths(by_id)
    row = _rows(by_id, depth)
    place = {key: (MARGIN + depth[key] * COLUMN, MARGIN + row[key] * ROW) for key in by_id}
    boxes = tuple(_box(service, node, by_id, place[key], metric) for key, node in by_id.items())
    width = max((b.x for b in boxes), default=0) + BOX_WIDTH + MARGIN
    height = max((b.y for b in boxes), default=0) + BOX_HEIGHT + MARGIN
    return Tree(width, height, boxes, _edges(by_id, place))


def _parents(node: Node, by_id: Mapping[str, Node]) -> list[str]:
    return [p for p in node.candidate.parents if p in by_id and p != node.candidate.id]


def _depths(by_id: Mapping[str, Node]) -> dict[str, int]:
    """Longest way from a root; rounds are bounded so that a damaged record with a cycle still draws."""
    depth = dict.fromkeys(by_id, 0)
    for _ in range(len(by_id)):
        changed = False
        for key, node in by_id.items():
            wanted = max((depth[p] + 1 for p in _parents(node, by_id)), default=0)
            if depth[key] < wanted < len(by_id):
                depth[key], changed = wanted, True
        if not changed:
            break
    return depth


def _rows(by_id: Mapping[str, Node], depth: Mapping[str, int]) -> dict[str, float]:
    """Leaves of the spanning tree get whole rows in turn, an inner node the middle of its children."""
    children: dict[str, list[str]] = {key: [] for key in by_id}
    tops = []
    for key, node in by_id.items():
        parents = [p for p in _parents(node, by_id) if depth[p] < depth[key]]
        if parents:
            children[max(parents, key=lambda p: depth[p])].append(key)
        else:
            tops.append(key)
    row: dict[str, float] = {}
    stack = [(key, False) for key in reversed(tops)]
    next_row = 0.0
    while stack:
        key, ready = stack.pop()
        below = children[key]
        if ready:
            row[key] = (row[below[0]] + row[below[-1]]) / 2
        elif below:
            stack.append((key, True))
            stack.extend((child, False) for child in reversed(below))
        else:
            row[key], next_row = next_row, next_row + 1
    return row


def _edges(by_id: Mapping[str, Node], place: Mapping[str, tuple[float, float]]) -> tuple[Edge, ...]:
    edges = []
    for key, node in by_id.items():
        parents = _parents(node, by_id)
        for parent in parents:
            lit = node.on_path and by_id[parent].on_path
            style = f"edge {node.candidate.kind.value}" + (" lit" if lit else "")
            style += " dead" if node.rejected else ""
            edges.append(Edge(_curve(place[parent], place[key]), style))
    return tuple(sorted(edges, key=lambda e: "lit" in e.style))


def _curve(start: tuple[float, float], end: tuple[float, float]) -> str:
    """The curve bends in the gap left of its end, so that it passes other boxes in the gaps between rows."""
    x1, y1 = start[0] + BOX_WIDTH, start[1] + BOX_HEIGHT / 2
    x2, y2 = end[0], end[1] + BOX_HEIGHT / 2
    gap = COLUMN - BOX_WIDTH
    if x2 - x1 <= gap:
        middle = (x1 + x2) / 2
        return f"M{x1:.0f} {y1:.1f}C{middle:.0f} {y1:.1f} {middle:.0f} {y2:.1f} {x2:.0f} {y2:.1f}"
    lane = y2 + math.copysign((ROW + BOX_HEIGHT) / 4 + 1, y1 - y2)
    first, last = x1 + gap, x2 - gap
    return (
        f"M{x1:.0f} {y1:.1f}C{x1 + gap / 2:.0f} {y1:.1f} {x1 + gap / 2:.0f} {lane:.1f} {first:.0f} {lane:.1f}"
        f"H{last:.0f}C{x2 - gap / 2:.0f} {lane:.1f} {x2 - gap / 2:.0f} {y2:.1f} {x2:.0f} {y2:.1f}"
    )


def _box(
    service: ServiceRun,
    node: Node,
    by_id: Mapping[str, Node],
    place: tuple[float, float],
    metric: Metric | None,
) -> Box:
    estimate = node_estimate(service, node, metric) if metric else None
    figure, figure_style = _figure(node, estimate)
    return Box(
        node=node,
        x=place[0],
        y=place[1],
        style=_style(node),
        heading=one_line(node.recipe, CHARACTERS - len(str(node.number))),
        figure=figure,
        figure_style=figure_style,
        detail=one_line(_detail(node, by_id), CHARACTERS_SMALL - len(figure)),
        title=_title(service, node),
    )


def _style(node: Node) -> str:
    marks = {
        "root": node.is_root,
        "dead": node.rejected is not None,
        "selected": node.selected,
        "lit": node.on_path,
        "kept": node.in_subtree,
        "merge": node.candidate.kind is Kind.MERGE,
    }
    return " ".join(["box", *(name for name, on in marks.items() if on)])


def _figure(node: Node, estimate: Estimate | None) -> tuple[str, str]:
    if node.is_root:
        return "1×", "none"
    if node.rejected:
        return one_line(node.rejected.stage, 8), "stage"
    return (change(estimate).ratio, direction(estimate)) if estimate else ("", "none")


def _detail(node: Node, by_id: Mapping[str, Node]) -> str:
    """What sets the node apart from its first parent."""
    if node.is_root:
        return "unmodified service"
    parents = _parents(node, by_id)
    if node.candidate.kind is Kind.MERGE:
        return "merge of " + " and ".join(str(by_id[p].number) for p in parents)
    before = dict(by_id[parents[0]].candidate.design.knobs) if parents else {}
    knobs = node.candidate.design.knobs
    changed = [(k, v) for k, v in knobs if before.get(k) != v]
    return " ".join(f"{k}={_short(v)}" for k, v in changed or knobs) or node.candidate.kind.value


def _short(value: Knob) -> str:
    """131072 reads worse than 128Ki."""
    whole = isinstance(value, int) and value >= 1024 and value % 1024 == 0
    return f"{value // 1024}Ki" if whole and isinstance(value, int) else str(value)


def _title(service: ServiceRun, node: Node) -> str:
    lines = [
        f"{node.number}  {node.candidate.id}  ({node.candidate.kind.value})",
        node.candidate.design.describe(),
    ]
    if node.rejected:
        lines.append(f"rejected at {node.rejected.stage}: {one_line(node.rejected.reason, 300)}")
    for e in node.measured.estimates if node.measured else ():
        said = change(e)
        lines.append(
            f"{TITLES[e.metric]}: {said.text}, {said.verdict}, {clock_text(e.clock)}, {e.pairs} pairs"
        )
    if node.pruned:
        lines.append(f"left out: {one_line(node.pruned, 300)}")
    return "\n".join(lines)


# --- Pareto plot -------------------------------------------------------------------------------------------

PLOT_WIDTH, PLOT_HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 720, 400, 70, 52, 18, 24


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    text: str
    strong: bool  # the baseline's 1


@dataclass(frozen=True, slots=True)
class Dot:
    node: Node
    x: float
    y: float
    x_low: float
    x_high: float
    y_low: float
    y_high: float
    style: str
    label: str
    label_x: float
    label_y: float
    title: str


@dataclass(frozen=True, slots=True)
class Plot:
    width: int
    height: int
    x_title: str
    y_title: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    dots: tuple[Dot, ...]
    front: str  # points of the polyline, or ""


@dataclass(frozen=True, slots=True)
class Axis:
    """Maps ratios to pixels; logarithmic when they span more than a factor of six."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool

    def at(self, value: float) -> float:
        low, high, here = self.low, self.high, min(max(value, self.low), self.high)
        if self.logarithmic:
            low, high, here = math.log(low), math.log(high), math.log(here)
        return self.start + (here - low) / (high - low) * (self.end - self.start)

    def ticks(self) -> tuple[Tick, ...]:
        values = _log_ticks(self.low, self.high) if self.logarithmic else _linear_ticks(self.low, self.high)
        return tuple(Tick(self.at(v), f"{v:g}×", abs(v - 1) < 1e-9) for v in values)


def _axis(values: Sequence[float], start: float, end: float) -> Axis:
    low, high = min([*values, 1.0]), max([*values, 1.0])
    if high / low > 6:
        return Axis(low / 1.15, high * 1.15, start, end, True)
    pad = max((high - low) * 0.08, 0.02)
    return Axis(max(low - pad, low / 2), high + pad, start, end, False)


def _linear_ticks(low: float, high: float) -> list[float]:
    step = 10 ** math.floor(math.log10(high - low))
    step *= next(f for f in (0.1, 0.2, 0.25, 0.5, 1, 2) if (high - low) / (step * f) <= 7)
    first = math.ceil(low / step)
    return [round(n * step, 10) for n in range(first, first + 12) if n * step <= high]


def _log_ticks(low: float, high: float) -> list[float]:
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    steps = (1, 2, 5) if high / low < 1e3 else (1,)
    return [v for d in decades for v in (round(f * 10.0**d, 10) for f in steps) if low <= v <= high]


def plot(service: ServiceRun, nodes: Sequence[Node], metrics: Sequence[Metric]) -> Plot | None:
    """The measured candidates over the two metrics as ratios to the baseline; None when fewer than two would show."""
    if len(metrics) < 2:
        return None
    pairs = [(n, node_estimate(service, n, metrics[0]), node_estimate(service, n, metrics[1])) for n in nodes]
    shown = [(n, x, y) for n, x, y in pairs if x and y and _positive(x) and _positive(y)]
    if len(shown) < 2:
        return None
    x_axis = _axis([v for _, x, _ in shown for v in (x.low, x.high)], LEFT, PLOT_WIDTH - RIGHT)
    y_axis = _axis([v for _, _, y in shown for v in (y.low, y.high)], PLOT_HEIGHT - BOTTOM, TOP)
    dots = _labelled([_dot(n, x, y, x_axis, y_axis) for n, x, y in shown])
    return Plot(
        PLOT_WIDTH,
        PLOT_HEIGHT,
        _axis_title(metrics[0], x_axis),
        _axis_title(metrics[1], y_axis),
        x_axis.ticks(),
        y_axis.ticks(),
        dots,
        _front_line([(n, x, y) for n, x, y in shown if n.on_front], x_axis, y_axis),
    )


def _positive(estimate: Estimate) -> bool:
    return all(math.isfinite(v) and v > 0 for v in (estimate.ratio, estimate.low, estimate.high))


def _axis_title(metric: Metric, axis: Axis) -> str:
    scale = ", log scale" if axis.logarithmic else ""
    return f"{TITLES[metric]}, × baseline ({'higher' if metric.maximise else 'lower'} is better{scale})"


def _dot(node: Node, x: Estimate, y: Estimate, x_axis: Axis, y_axis: Axis) -> Dot:
    style = "selected" if node.selected else "front" if node.on_front else "other"
    label = "baseline" if node.is_root else str(node.number)
    title = f"{node.number}  {node.candidate.design.describe() or 'baseline'}\n" + "\n".join(
        f"{TITLES[e.metric]} {change(e).text}" for e in (x, y)
    )
    return Dot(
        node=node,
        x=x_axis.at(x.ratio),
        y=y_axis.at(y.ratio),
        x_low=x_axis.at(x.low),
        x_high=x_axis.at(x.high),
        y_low=y_axis.at(y.low),
        y_high=y_axis.at(y.high),
        style="root" if node.is_root else style,
        label=label,
        label_x=0.0,
        label_y=0.0,
        title=title,
    )


def _labelled(dots: Sequence[Dot]) -> tuple[Dot, ...]:
    """Labels go to the first free side; an ordinary dot whose label fits nowhere keeps only its title."""
    taken = [(d.x - 5, d.y - 5, d.x + 5, d.y + 5) for d in dots]
    order = sorted(dots, key=lambda d: ("selected", "root", "front", "other").index(d.style))
    placed = []
    for dot in order:
        spot = _free_spot(dot, taken)
        if spot is None and dot.style == "other":
            placed.append(_with_label(dot, "", 0, 0))
            continue
        x, y = spot or (dot.x + 8, dot.y - 7)
        taken.append((x, y - 10, x + 7 * len(dot.label), y + 2))
        placed.append(_with_label(dot, dot.label, x, y))
    return tuple(sorted(placed, key=lambda d: ("other", "root", "front", "selected").index(d.style)))


def _free_spot(dot: Dot, taken: Sequence[tuple[float, float, float, float]]) -> tuple[float, float] | None:
    wide = 7 * len(dot.label)
    for x, y in (
        (dot.x + 8, dot.y - 7),
        (dot.x + 8, dot.y + 15),
        (dot.x - 8 - wide, dot.y - 7),
        (dot.x - 8 - wide, dot.y + 15),
        (dot.x - wide / 2, dot.y - 14),
        (dot.x - wide / 2, dot.y + 24),
    ):
        inside = x >= LEFT and x + wide <= PLOT_WIDTH - 4 and y - 10 >= 2 and y <= PLOT_HEIGHT - BOTTOM - 2
        clear = all(x > b[2] or x + wide < b[0] or y - 10 > b[3] or y + 2 < b[1] for b in taken)
        if inside and clear:
            return x, y
    return None


def _with_label(dot: Dot, label: str, x: float, y: float) -> Dot:
    return replace(dot, label=label, label_x=x, label_y=y)


def _front_line(front: Sequence[tuple[Node, Estimate, Estimate]], x_axis: Axis, y_axis: Axis) -> str:
    """A staircase through the front's members that no other member dominates in these two metrics."""
    kept = [(x, y) for _, x, y in front if not any(_dominates((a, b), (x, y)) for _, a, b in front)]
    ordered = sorted(kept, key=lambda p: p[0].ratio)
    points: list[str] = []
    for i, (x, y) in enumerate(ordered):
        if i > 0:
            before_x, before_y = ordered[i - 1]
            corner_x = before_x if x.metric.maximise else x
            corner_y = y if x.metric.maximise else before_y
            points.append(f"{x_axis.at(corner_x.ratio):.1f},{y_axis.at(corner_y.ratio):.1f}")
        points.append(f"{x_axis.at(x.ratio):.1f},{y_axis.at(y.ratio):.1f}")
    return " ".join(points)


def _dominates(one: tuple[Estimate, Estimate], other: tuple[Estimate, Estimate]) -> bool:
    gains = [(a.gain, b.gain) for a, b in zip(one, other, strict=True)]
    return all(a >= b for a, b in gains) and any(a > b for a, b in gains)

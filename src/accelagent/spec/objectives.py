"""The small language of objectives and goals, from text to domain values.

objective = ("maximize" | "minimize") METRIC  |  bound
bound     = term ("<=" | ">=") NUMBER ("x" | UNIT ["/" UNIT])
goal      = ("maximize" | "minimize") part {"+" part} ["subject to" bound {("," | "and") bound}]
part      = [NUMBER ["*"]] term  |  ("min" | "max") "(" term {"," term} ")"
term      = ["path_"] METRIC ["(" SERVICE ")"]          (a service and `path_` only inside a goal)

`min(...)` of maximised and `max(...)` of minimised terms is the worst of them: fairness. Inside a goal `cores` (CPU
time at the load, as cores busy) and `energy` (as power) are metrics too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from accelagent.domain import Goal, Metric, Objective, Sense
from accelagent.units import alternatives, to_base

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<word>[^\W\d][\w.-]*)|(?P<sign><=|>=|\S))"
)
_OPTIMISE = {
    "maximize": Sense.MAXIMIZE,
    "maximise": Sense.MAXIMIZE,
    "minimize": Sense.MINIMIZE,
    "minimise": Sense.MINIMIZE,
}
_COMPARE = {"<=": Sense.AT_MOST, "≤": Sense.AT_MOST, ">=": Sense.AT_LEAST, "≥": Sense.AT_LEAST}
_PATH = "path_"
# What a goal may ask of CPU time beside seconds per item, each with its units.
_QUANTITIES: Mapping[str, Mapping[str, float]] = {
    "cores": {"core": 1.0, "cores": 1.0},
    "energy": {"mW": 1e-3, "W": 1.0, "kW": 1e3},
}
_WORST = {Sense.MAXIMIZE: "min", Sense.MINIMIZE: "max"}


class GrammarError(ValueError):
    """The text is not in the language; `offset` is the character it fails at."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # number | word | sign | end
    text: str
    offset: int


def parse_objective(text: str, item: str = "item") -> Objective:
    """One objective of a service whose workload counts `item`; its text comes back normalised."""
    parser = _Parser(text, {"": item}, in_goal=False)
    optimised = parser.peek.text in _OPTIMISE
    found = parser.optimised() if optimised else [parser.bound()]
    parser.end("the end; one objective per list entry")
    return found[0]


def parse_goal(text: str, items: Mapping[str, str]) -> Goal:
    """The application's goal; `items` gives the item unit of every service that may be named."""
    parser = _Parser(text, items, in_goal=True)
    optimised = parser.optimised()
    bounds = parser.bounds()
    parser.end("'+', 'subject to' or the end" if not bounds else "',', 'and' or the end")
    return goal_of(optimised, bounds)


def goal_of(optimised: list[Objective], bounds: list[Objective]) -> Goal:
    """The goal with its normalised text, from objectives that carry their services."""
    sense = optimised[0].sense
    parts = [(f"{o.weight:g} " if o.weight != 1.0 else "") + term_text(o) for o in optimised if not o.fair]
    worst = [term_text(o) for o in optimised if o.fair]
    text = f"{sense} " + " + ".join([*parts, *([f"{_WORST[sense]}({', '.join(worst)})"] if worst else [])])
    if bounds:
        text += " subject to " + " and ".join(b.text for b in bounds)
    return Goal(text, tuple(optimised), tuple(bounds))


def of_service(objective: Objective, service: str) -> Objective:
    """A service's own objective as a goal names it."""
    named = replace(objective, service=service)
    if objective.is_bound:
        return replace(named, text=objective.text.replace(objective.metric, term_text(named), 1))
    return replace(named, text=f"{objective.sense} {term_text(named)}")


def term_text(objective: Objective) -> str:
    """The metric as a goal spells it: `latency_p99(store)`."""
    prefix = _PATH if objective.path else ""
    name = objective.quantity or f"{prefix}{objective.metric}"
    return name + (f"({objective.service})" if objective.service else "")


def _tokens(text: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "sign"
        found.append(_Token(kind, match[kind], match.start(kind)))
    return [*found, _Token("end", "the end", len(text))]


class _Parser:
    """Recursive descent over the tokens; `position` never passes the end token."""

    def __init__(self, text: str, items: Mapping[str, str], *, in_goal: bool) -> None:
        self.tokens = _tokens(text)
        self.items = items
        self.in_goal = in_goal
        self.position = 0

    @property
    def peek(self) -> _Token:
        return self.tokens[self.position]

    def take(self) -> _Token:
        token = self.peek
        self.position = min(self.position + 1, len(self.tokens) - 1)
        return token

    def accept(self, *texts: str) -> bool:
        if self.peek.text not in texts or self.peek.kind == "end":
            return False
        self.take()
        return True

    def fail(self, expected: str, token: _Token | None = None) -> GrammarError:
        token = token or self.peek
        found = token.text if token.kind == "end" else f"'{token.text}'"
        return GrammarError(f"found {found}; allowed: {expected}", token.offset)

    def end(self, expected: str) -> None:
        if self.peek.kind != "end":
            raise self.fail(expected)

    def optimised(self) -> list[Objective]:
        """`maximize TERM {+ TERM}`; outside a goal exactly one term."""
        verb = self.take()
        if verb.text not in _OPTIMISE:
            raise self.fail("maximize or minimize", verb)
        sense = _OPTIMISE[verb.text]
        terms = self.part(sense)
        while self.in_goal and self.accept("+"):
            second = self.peek
            more = self.part(sense)
            if more[0].fair and any(t.fair for t in terms):
                raise GrammarError(f"a second {_WORST[sense]}(...); allowed: one", second.offset)
            terms += more
        return terms

    def part(self, sense: Sense) -> list[Objective]:
        """One term with its weight, or the worst of several."""
        name = self.peek
        if self.in_goal and name.text in _WORST.values() and self.tokens[self.position + 1].text == "(":
            return self.worst(sense)
        if not self.in_goal or name.kind != "number":
            return [self.optimised_term(sense)]
        weight = float(self.number("a weight").text)
        self.accept("*")
        return [replace(self.optimised_term(sense), weight=weight)]

    def worst(self, sense: Sense) -> list[Objective]:
        name = self.take()
        if name.text != _WORST[sense]:
            raise GrammarError(
                f"{sense} {name.text}(...) rewards only the best; allowed: {_WORST[sense]}(...)", name.offset
            )
        self.take()
        terms = [replace(self.optimised_term(sense), fair=True)]
        while self.accept(","):
            terms.append(replace(self.optimised_term(sense), fair=True))
        if not self.accept(")"):
            raise self.fail("',' or ')'")
        return terms

    def optimised_term(self, sense: Sense) -> Objective:
        start = self.peek
        term = self.term(sense)
        better = Sense.MAXIMIZE if term.metric.maximise else Sense.MINIMIZE
        if sense is not better:
            wording = "larger" if term.metric.maximise else "smaller"
            message = f"{term.metric} is better when {wording}; allowed: {better} {term_text(term)}"
            raise GrammarError(message, start.offset)
        return replace(term, text=f"{sense} {term_text(term)}")

    def bounds(self) -> list[Objective]:
        if not self.accept("subject"):
            return []
        if not self.accept("to"):
            raise self.fail("'to' after 'subject'")
        found = [self.bound()]
        while self.accept(",", "and"):
            self.accept("and")
            found.append(self.bound())
        return found

    def bound(self) -> Objective:
        term = self.term(Sense.AT_MOST)
        sign = self.take()
        holds = Sense.AT_LEAST if term.metric.maximise else Sense.AT_MOST
        if _COMPARE.get(sign.text) is not holds:
            raise self.fail(f"'{holds}', the bound that {term.metric} can have", sign)
        number = self.number()
        value, relative, unit = self.quantity(float(number.text), term)
        text = f"{term_text(term)} {holds} {number.text}{'' if relative else ' '}{unit}"
        return replace(term, sense=holds, bound=value, relative=relative, text=text)

    def number(self, what: str = "a bound") -> _Token:
        token = self.take()
        if token.kind != "number":
            raise self.fail("a number such as 1.2x", token)
        if not 0 < float(token.text) < math.inf:
            raise GrammarError(
                f"'{token.text}' cannot be {what}; allowed: a finite number above 0", token.offset
            )
        return token

    def quantity(self, value: float, term: Objective) -> tuple[float, bool, str]:
        """The bound in base units or as a ratio, whether it is one, and the unit's text."""
        unit = self.peek
        if unit.kind != "word":
            raise self.fail("'x' (times the baseline) or a unit such as " + _example(term))
        name = self.take().text
        if name == "x" and self.peek.text != "/":
            return value, True, name
        if self.accept("/"):
            name += f"/{self.take().text}"
        try:
            if term.quantity:
                return value * _factor(name, term.quantity), False, name
            return to_base(value, name, term.metric, self.item(term)), False, name
        except ValueError as error:
            raise GrammarError(f"{error}; or 'x' for times the baseline", unit.offset) from error

    def item(self, term: Objective) -> str:
        """What the term's throughput counts: a service's items, or all services' when they agree."""
        if term.service:
            return self.items[term.service]
        units = set(self.items.values())
        return units.pop() if len(units) == 1 else "item"

    def term(self, sense: Sense) -> Objective:
        name = self.take()
        path = self.in_goal and name.text.startswith(_PATH)
        if self.in_goal and name.text in _QUANTITIES:
            return Objective(Metric.CPU_TIME, sense, service=self.service_name(), quantity=name.text)
        metric = self.metric(name, path)
        service = self.service_name()
        if path and service is None:
            raise GrammarError(
                f"a path starts at a service; allowed: {name.text}({' | '.join(self.items)})", name.offset
            )
        return Objective(metric, sense, service=service, path=path)

    def metric(self, name: _Token, path: bool) -> Metric:
        allowed = [*(str(m) for m in Metric), *(_QUANTITIES if self.in_goal else ())]
        if path:
            allowed = [f"{_PATH}{m}" for m in Metric if m.startswith("latency")]
        if name.text in allowed:
            return Metric(name.text.removeprefix(_PATH))
        if name.kind != "word":
            raise self.fail(
                ("" if self.in_goal else "maximize, minimize or ") + "a metric: " + ", ".join(allowed), name
            )
        verbs = [] if self.in_goal or self.position > 1 else ["maximize", "minimize"]
        raise GrammarError(
            f"unknown metric '{name.text}'; {alternatives(name.text, allowed + verbs)}", name.offset
        )

    def service_name(self) -> str | None:
        opening = self.peek
        if not self.accept("("):
            return None
        if not self.in_goal:
            raise GrammarError(
                "a service's objective names no service; allowed: the metric alone", opening.offset
            )
        name = self.take()
        if name.text not in self.items:
            raise GrammarError(
                f"unknown service '{name.text}'; {alternatives(name.text, self.items)}", name.offset
            )
        if not self.accept(")"):
            raise self.fail("')'")
        return name.text


def _factor(unit: str, quantity: str) -> float:
    table = _QUANTITIES[quantity]
    if unit not in table:
        raise ValueError(f"unit '{unit[:40]}' does not fit {quantity}; {alternatives(unit, table)}")
    return table[unit]


def _example(term: Objective) -> str:
    if term.quantity:
        return "core" if term.quantity == "cores" else "W"
    if term.metric is Metric.THROUGHPUT:
        return "item/s"
    return "MiB" if term.metric is Metric.OUTPUT_SIZE else "ms"

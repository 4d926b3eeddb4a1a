"""From a specification file to `domain.Spec`; every fault is a SpecError that names file, line, column and key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TypeVar

from accelagent.domain import (
    Budget,
    Composition,
    Configuration,
    ControlArm,
    DeviceUse,
    Goal,
    Objective,
    Service,
    Spec,
    Workload,
)
from accelagent.spec import schema
from accelagent.spec.document import Place, read
from accelagent.spec.objectives import goal_of, of_service, parse_goal, parse_objective
from accelagent.units import alternatives, parse_rate, parse_seconds

Value = TypeVar("Value")


def load_spec(path: Path, *, judged_only: bool = False) -> Spec:
    """The checked specification in `path`, its sources resolved against the file's directory; SpecError otherwise.

    `judged_only` also takes devices that regions are judged for and nothing can be run on.
    """
    root = read(path)
    fields = root.fields(schema.SPECIFICATION)
    _version(fields["version"])
    devices = _devices(fields["devices"], judged_only)
    places = _named(fields["services"])
    services = tuple(_service(place, name, path.parent, devices) for name, place in places.items())
    _check_calls(services, places)
    return Spec(
        path=path.resolve(),
        application=_name(fields["application"]),
        services=services,
        devices=devices,
        goal=_goal(fields.get("goal"), root, services),
        budget=_optional(fields, "budget", _budget, Budget()),
        power=_optional(fields, "power", lambda p: _power(p, devices), ()),
        composition=_optional(fields, "composition", lambda p: _composition(p, path), Composition()),
    )


def _version(place: Place) -> None:
    if place.scalar() != "1":
        raise place.expected("1, the version of the specification language")


def _optional(
    fields: Mapping[str, Place], key: str, read_value: Callable[[Place], Value], default: Value
) -> Value:
    return read_value(fields[key]) if key in fields else default


def _name(place: Place) -> str:
    """Names become directories, files and identifiers of the goal, hence the narrow alphabet."""
    return _checked_name(place, place.text("a name"))


def _checked_name(place: Place, name: str) -> str:
    if not re.fullmatch(schema.NAME, name):
        raise place.fault(
            f"'{name[:80]}' is no name; allowed: a letter, then up to 62 letters, digits, _ or -"
        )
    return name


def _named(place: Place) -> dict[str, Place]:
    """The entries of a mapping from names; at least one."""
    entries = place.entries("a mapping from names")
    if not entries:
        raise place.fault("is empty; allowed: at least one entry")
    for name, entry in entries.items():
        _checked_name(entry.at_key(), name)
    return entries


# --- devices and budget ----------------------------------------------------------------------------------


def _devices(place: Place, judged_only: bool) -> tuple[DeviceUse, ...]:
    from accelagent.devices import catalogue

    models = {n: m.runs or judged_only for n, m in catalogue().items() if m.kind != "host"}
    return tuple(_device(name, entry, models) for name, entry in _named(place).items())


def _device(name: str, place: Place, models: Mapping[str, bool]) -> DeviceUse:
    if place.kind != "map":
        return DeviceUse(name, _model(place, models))
    fields = place.fields(schema.DEVICE)
    model = _model(fields["model"], models)
    return DeviceUse(
        name,
        model,
        _optional(fields, "count", Place.whole, 1),
        _optional(fields, "engines", _engines(model), 0),
    )


def _engines(model: str) -> Callable[[Place], int]:
    """Reads a number of engines that the model has."""
    from accelagent.devices import device

    most = round(device(model).at("engines", "mid"))

    def read(place: Place) -> int:
        value = place.whole()
        if value > most:
            raise place.fault(
                f"{value} engines; allowed: " + (f"1 to {most}" if most else f"none, {model} has no engines")
            )
        return value

    return read


def _model(place: Place, models: Mapping[str, bool]) -> str:
    """A catalogue model; one that nothing can be run on is refused here rather than after an empty run."""
    usable = [name for name, runs in models.items() if runs]
    value = place.text(f"a device model: {', '.join(usable)}")
    if models.get(value) is False:
        raise place.fault(
            f"device model '{value}' has no interface to run candidates on (`identify --device {value}` judges for it); "
            f"allowed: {', '.join(usable)}"
        )
    return _one_of(place, usable, "device model")


def _one_of(place: Place, allowed: Iterable[str], what: str) -> str:
    names = list(allowed)
    value = place.text(f"a {what}: {', '.join(names)}")
    if value not in names:
        raise place.fault(f"unknown {what} '{value[:80]}'; {alternatives(value, names)}")
    return value


def _budget(place: Place) -> Budget:
    fields = place.fields(schema.BUDGET)
    return Budget(
        trials=_optional(fields, "trials", Place.whole, Budget().trials),
        wall_s=_optional(fields, "wall", _seconds, Budget().wall_s),
    )


def _composition(place: Place, path: Path) -> Composition:
    fields = place.fields(schema.COMPOSITION)
    plain = Composition()
    return Composition(
        command=_optional(fields, "command", lambda p: p.text("a shell command"), ""),
        timeout=_optional(fields, "timeout", _seconds, plain.timeout),
        rounds=_optional(fields, "rounds", Place.whole, plain.rounds),
        base=path.resolve().parent,
    )


def _seconds(place: Place) -> float:
    seconds = place.parse(parse_seconds)
    if seconds == 0:
        raise place.fault("no time at all; allowed: a duration above 0 such as '20 min'")
    return seconds


# --- services --------------------------------------------------------------------------------------------


def _service(place: Place, name: str, base: Path, devices: tuple[DeviceUse, ...]) -> Service:
    fields = place.fields(schema.SERVICE)
    known = [d.name for d in devices]
    workload = _workload(fields["workload"])
    nothing: tuple[str, ...] = ()
    allow = _optional(fields, "allow", _allowed, nothing)
    return Service(
        name=name,
        source=_source(fields["source"], base),
        build=fields["build"].text("a shell command"),
        test=_optional(fields, "test", _command, None),
        verify=_optional(fields, "verify", _command, None),
        workload=workload,
        devices=_device_names(fields["devices"], known) if "devices" in fields else tuple(known),
        objectives=_objectives(fields["objectives"], workload.unit),
        load=_optional(fields, "load", lambda p: _rate(p, workload.unit), None),
        calls=_optional(fields, "calls", _calls, ()),
        exclude=_optional(fields, "exclude", _exclude, ()),
        prepare=_optional(fields, "prepare", _command, None),
        arms=_optional(fields, "arms", lambda p: _arms(p, workload), ()),
        allow=allow,
        configurations=_optional(fields, "configurations", lambda p: _configurations(p, allow), ()),
    )


def _allowed(place: Place) -> tuple[str, ...]:
    for item in place.items():
        if item.text("crypto") != "crypto":
            raise item.expected("crypto")
    return ("crypto",)


_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
_FOREIGN = re.compile(r"LD_|ACCEL_EMU|ACCEL_STATS|ACCEL_WITNESS|PATH$|HOME$")
_CRYPTO = re.compile(r"OPENSSL|SSL_|PKCS11|GNUTLS|NSS_")


def _configurations(place: Place, allow: tuple[str, ...]) -> tuple[Configuration, ...]:
    return tuple(_configuration(name, entry, allow) for name, entry in _named(place).items())


def _configuration(name: str, place: Place, allow: tuple[str, ...]) -> Configuration:
    fields = place.fields(schema.CONFIGURATION)
    settings = _named(fields["environment"])
    for key, entry in settings.items():
        if not _VARIABLE.fullmatch(key) or _FOREIGN.match(key):
            raise entry.fault(f"'{key}' cannot be set; allowed: a variable of the service's own, in capitals")
        if _CRYPTO.match(key) and "crypto" not in allow:
            raise entry.fault(
                f"'{key}' changes who does cryptography; allowed only where the service says `allow: [crypto]`"
            )
    return Configuration(
        name=name,
        description=_optional(fields, "description", lambda p: p.text("a sentence"), ""),
        environment=tuple((key, entry.text("a value")) for key, entry in settings.items()),
        command=_optional(fields, "command", _command, None),
        crypto=any(_CRYPTO.match(key) for key in settings),
    )


def _arms(place: Place, workload: Workload) -> tuple[ControlArm, ...]:
    return tuple(_arm(name, entry, workload) for name, entry in _named(place).items())


def _arm(name: str, place: Place, workload: Workload) -> ControlArm:
    fields = place.fields(schema.ARM)
    if not {"prepare", "build", "command"} & set(fields):
        raise place.fault("differs in nothing; allowed: at least one of prepare, build, command")
    command = _optional(fields, "command", _command, None)
    return ControlArm(
        name=name,
        description=_optional(fields, "description", lambda p: p.text("a sentence"), ""),
        prepare=_optional(fields, "prepare", _command, None),
        build=_optional(fields, "build", _command, None),
        workload=replace(workload, command=command) if command else None,
    )


def _command(place: Place) -> str | None:
    return place.text("a shell command")


def _source(place: Place, base: Path) -> Path:
    text = place.text("a directory")
    try:
        source = (base / Path(text).expanduser()).resolve()
        present = source.is_dir()
    except (OSError, RuntimeError) as error:  # too long a name; no home for `~user`
        reason = error.strerror if isinstance(error, OSError) else error
        raise place.fault(f"'{text[:80]}' cannot be used: {reason}") from error
    if not present:
        raise place.fault(f"no directory '{source}'; allowed: a directory, relative to {base.resolve()}")
    return source


def _workload(place: Place) -> Workload:
    if place.kind == "str":
        return Workload(place.text("a shell command"))
    fields = place.fields(schema.WORKLOAD)
    plain = Workload("")
    return Workload(
        command=fields["command"].text("a shell command"),
        items=_optional(fields, "items", _items, None),
        unit=_optional(fields, "unit", _name, plain.unit),
        output=_optional(fields, "output", _inside, None),
        timeout=_optional(fields, "timeout", _seconds, plain.timeout),
        held_out=_optional(fields, "held_out", _held_out, ()),
    )


def _held_out(place: Place) -> tuple[str, ...]:
    return tuple(entry.text("a shell command") for entry in place.items())


def _items(place: Place) -> float | None:
    return place.number()


def _inside(place: Place) -> str | None:
    """A path that stays inside the source, as the workload writes it there and nowhere else."""
    text = place.text("a relative path")
    if PurePosixPath(text).is_absolute() or ".." in PurePosixPath(text).parts:
        raise place.fault(
            f"'{text[:80]}' leaves the source; allowed: a path relative to the source, without '..'"
        )
    return text


def _device_names(place: Place, known: list[str]) -> tuple[str, ...]:
    names: list[str] = []
    for entry in place.items():
        name = _one_of(entry, known, "device")
        if name in names:
            raise entry.fault(f"'{name}' is listed twice; allowed: once")
        names.append(name)
    return tuple(names)


def _objectives(place: Place, item: str) -> tuple[Objective, ...]:
    found: list[Objective] = []
    for entry in place.items():
        objective = entry.parse(lambda text: parse_objective(text, item))
        if any(_subject(objective) == _subject(o) for o in found):
            metric = objective.metric
            raise entry.fault(f"'{objective.text}' speaks of {metric} a second time; allowed: once")
        found.append(objective)
    if all(o.is_bound for o in found):
        raise place.fault("nothing to optimise; allowed: at least one entry such as 'maximize throughput'")
    return tuple(found)


def _subject(objective: Objective) -> tuple[str, str, bool]:
    return objective.metric, objective.sense, objective.relative


def _rate(place: Place, item: str) -> float | None:
    rate = place.parse(lambda text: parse_rate(text, item))
    if rate == 0:
        raise place.fault(f"no load at all; allowed: a rate above 0 such as '900 {item}/s'")
    return rate


def _exclude(place: Place) -> tuple[str, ...]:
    return tuple(entry.text("a glob") for entry in place.items())


def _calls(place: Place) -> tuple[tuple[str, float], ...]:
    return tuple((name, entry.number()) for name, entry in place.entries("a mapping from services").items())


def _power(place: Place, devices: tuple[DeviceUse, ...]) -> tuple[tuple[str, float], ...]:
    names = ["core", *(d.name for d in devices)]
    found = []
    for name, entry in place.entries("a mapping from core and devices").items():
        if name not in names:
            raise entry.at_key().fault(f"unknown device '{name[:80]}'; {alternatives(name, names)}")
        found.append((name, entry.number()))
    return tuple(found)


def _check_calls(services: tuple[Service, ...], places: Mapping[str, Place]) -> None:
    """Every called service exists, and no chain of calls comes back."""
    calls = {s.name: [callee for callee, _ in s.calls] for s in services}
    for name, callees in calls.items():
        for callee in callees:
            at_key = places[name].entries()["calls"].entries()[callee].at_key()
            if callee not in calls:
                others = [other for other in calls if other != name]
                raise at_key.fault(f"unknown service '{callee[:80]}'; {alternatives(callee, others)}")
            chain = _chain(calls, callee, name)
            if chain:
                raise at_key.fault(f"the calls form a cycle: {' → '.join([name, *chain])}; allowed: none")


def _chain(calls: Mapping[str, list[str]], start: str, target: str) -> list[str]:
    """A shortest chain of calls from `start` to `target`, both included; empty when there is none."""
    came_from: dict[str, str] = {start: ""}
    frontier = [start]
    while frontier and target not in came_from:
        step = [(caller, callee) for caller in frontier for callee in calls.get(caller, ())]
        frontier = [callee for _, callee in step if callee not in came_from]
        came_from = {**{callee: caller for caller, callee in reversed(step)}, **came_from}
    chain = [target] if target in came_from else []
    while chain and came_from[chain[0]]:
        chain.insert(0, came_from[chain[0]])
    return chain


# --- goal ------------------------------------------------------------------------------------------------


def _goal(place: Place | None, root: Place, services: tuple[Service, ...]) -> Goal:
    items = {s.name: s.workload.unit for s in services}
    if place:
        return place.parse(lambda text: parse_goal(text, items))
    first = services[0]
    optimised = next(of_service(o, first.name) for o in first.objectives if not o.is_bound)
    if len(services) == 1:
        return goal_of([optimised], [of_service(o, first.name) for o in first.objectives if o.is_bound])
    example = f"'goal: {optimised.text} subject to cpu_time <= 1.0x'"
    raise root.fault(f"missing key 'goal', which several services need; for example {example}")

"""The device catalogue: every folder here, or among the user's own devices, that holds a `device.toml` is a device."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from accelagent.devices import overlay
from accelagent.devices.model import Capability, DeviceModel, Parameter, unknown
from accelagent.domain import Execution, Family, Grade
from accelagent.errors import SpecError

KINDS = ("lookaside", "in-core", "host")
UNITS = ("s", "byte/s", "byte", "count", "ratio")
INTERFACES = ("cpa", "isal", "idxd", "qpl", "")
VARIABLE = "ACCELAGENT_DEVICES"


@cache
def catalogue() -> Mapping[str, DeviceModel]:
    """All devices by model name, in order of name, with the numbers of the overlays in force."""
    found = _distinct([*_within(Path(__file__).parent), *(p for f in folders() for p in _within(f))])
    named = {name: found[name] for name in sorted(found)}
    return MappingProxyType(overlay.applied(named, overlay.files()))


def folders() -> tuple[Path, ...]:
    """Where the user's own devices lie: the folders that the variable names (empty: none), else one beside the user's data."""
    named = os.environ.get(VARIABLE)
    if named is not None:
        return tuple(Path(name) for name in named.split(os.pathsep) if name)
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return (data / "accelagent" / "devices",)


def usual() -> tuple[DeviceModel, ...]:
    """The devices that a tree is judged for when none is named."""
    return tuple(m for m in catalogue().values() if not m.on_request)


def _within(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/device.toml"))


def _distinct(paths: Iterable[Path]) -> dict[str, DeviceModel]:
    models: dict[str, DeviceModel] = {}
    places: dict[str, Path] = {}
    for path in paths:
        model = load(path)
        if model.name in models:
            raise SpecError(
                f"{path}: name: {model.name!r} is taken by {places[model.name]}; "
                "allowed: another name, or an overlay to change numbers"
            )
        models[model.name], places[model.name] = model, path
    return models


def device(name: str) -> DeviceModel:
    """The catalogue entry of that model name; UnknownName (a SpecError and KeyError) lists the nearest names."""
    models = catalogue()
    if name not in models:
        raise unknown("device model", name, models)
    return models[name]


def load(path: Path) -> DeviceModel:
    """One device file, checked, with what it takes over from the device it is based on; SpecError names file and key."""
    entry = _Entry(path, "", _table(path))
    base = entry.text("based_on", "")
    if base:
        return _variant(entry, base)
    return DeviceModel(
        name=entry.text("name"),
        title=entry.text("title"),
        kind=entry.one_of("kind", KINDS),
        capabilities=_capabilities(entry, _parameters(entry)),
        parameters=MappingProxyType(_parameters(entry)),
        interface=entry.one_of("interface", INTERFACES),
        on_request=entry.flag("on_request"),
    )


def _variant(entry: _Entry, base: str) -> DeviceModel:
    """A device that differs from a catalogue device in some numbers and, where it lists any, in its capabilities."""
    place = Path(__file__).parent / base / "device.toml"
    if "/" in base or not place.is_file():
        known = ", ".join(sorted(p.parent.name for p in _within(Path(__file__).parent)))
        raise entry.fault("based_on", f"{base!r} is no folder of the catalogue; allowed: {known}")
    origin = load(place)
    merged = {**origin.parameters, **_parameters(entry)}
    own = _capabilities(entry, merged)
    return replace(
        origin,
        name=entry.text("name"),
        title=entry.text("title"),
        capabilities=own or origin.capabilities,
        parameters=MappingProxyType(merged),
        on_request=entry.flag("on_request"),
    )


def _table(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SpecError(f"{path}: {error.strerror}; a device file is required") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SpecError(f"{path}: {error}") from error


def parameters(path: Path, table: Mapping[str, object]) -> dict[str, Parameter]:
    """The parameters of a parsed device or overlay file, checked; SpecError names file and key."""
    return _parameters(_Entry(path, "", table))


class _Entry:
    """A table of the file together with its place, so that every complaint names both."""

    def __init__(self, path: Path, place: str, table: Mapping[str, object]) -> None:
        self.path, self.place, self.table = path, place, table

    def fault(self, key: str, problem: str) -> SpecError:
        return SpecError(f"{self.path}: {self.place}{key}: {problem}")

    def text(self, key: str, default: str | None = None) -> str:
        value = self.table.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.fault(key, "missing or empty; a text is required")
        return value

    def one_of(self, key: str, allowed: tuple[str, ...]) -> str:
        value = self.table.get(key)
        if value not in allowed:
            raise self.fault(key, f"{value!r}; allowed: {', '.join(a or '(empty)' for a in allowed)}")
        return str(value)

    def number(self, key: str) -> float:
        value = self.table.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.fault(key, f"{value!r}; a number is required")
        return value

    def count(self, key: str) -> int | None:
        value = self.table.get(key)
        if value is not None and not isinstance(value, int):
            raise self.fault(key, f"{value!r}; a whole number is required")
        return value

    def flag(self, key: str) -> bool:
        value = self.table.get(key, False)
        if not isinstance(value, bool):
            raise self.fault(key, f"{value!r}; allowed: true, false")
        return value

    def tables(self, key: str) -> list[tuple[str, _Entry]]:
        """The tables under a key: of an array with their index, of a table with their name."""
        found = self.table.get(key, {})
        if isinstance(found, list):
            items: list[tuple[str, object]] = [(str(i), v) for i, v in enumerate(found)]
        elif isinstance(found, Mapping):
            items = [(str(k), v) for k, v in found.items()]
        else:
            raise self.fault(key, "tables are required")
        entries = []
        for name, value in items:
            if not isinstance(value, Mapping):
                raise self.fault(f"{key}.{name}", "a table is required")
            entries.append((name, _Entry(self.path, f"{key}.{name}.", value)))
        return entries


def _parameters(entry: _Entry) -> dict[str, Parameter]:
    return {name: _parameter(name, table) for name, table in entry.tables("parameter")}


def _parameter(name: str, entry: _Entry) -> Parameter:
    value, low, high = entry.number("value"), entry.number("low"), entry.number("high")
    if not 0 <= low <= value <= high:
        raise entry.fault("value", f"{value} is not between low {low} and high {high}")
    return Parameter(
        name=name,
        value=value,
        low=low,
        high=high,
        unit=entry.one_of("unit", UNITS),
        grade=Grade(entry.one_of("grade", tuple(Grade))),
        source=entry.text("source"),
        note=entry.text("note", ""),
    )


def _capabilities(entry: _Entry, parameters: Mapping[str, Parameter]) -> tuple[Capability, ...]:
    return tuple(_capability(table, parameters) for _, table in entry.tables("capability"))


def _capability(entry: _Entry, parameters: Iterable[str]) -> Capability:
    for key in ("bandwidth", "call", "cap"):
        name = entry.text(key, "")
        if name and not any(p == name or p.startswith(f"{name}_") for p in parameters):
            raise entry.fault(key, f"{name!r} is no parameter of this device")
    executions = entry.table.get("executions")
    if not isinstance(executions, list) or not executions or not set(executions) <= set(Execution):
        raise entry.fault("executions", f"{executions!r}; allowed: {', '.join(Execution)}")
    return Capability(
        operation=Family(entry.one_of("operation", tuple(Family))),
        algorithm=entry.text("algorithm"),
        executions=tuple(Execution(e) for e in executions),
        max_bytes=entry.count("max_bytes"),
        note=entry.text("note", ""),
        bandwidth=entry.text("bandwidth", ""),
        call=entry.text("call", ""),
        cap=entry.text("cap", ""),
        level=entry.count("level"),
    )

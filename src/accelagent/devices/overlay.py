"""Overlays: files that replace numbers of the catalogue by those of one machine."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from accelagent.devices.model import DeviceModel, Parameter, unknown
from accelagent.errors import SpecError

VARIABLE = "ACCELAGENT_OVERLAY"


def folder() -> Path:
    """Where overlays lie that every run applies."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "accelagent" / "devices"


def files() -> tuple[Path, ...]:
    """The overlays in force, in order: those that the variable names (empty: none), else all in the folder."""
    named = os.environ.get(VARIABLE)
    if named is not None:
        return tuple(Path(name) for name in named.split(os.pathsep) if name)
    return tuple(sorted(folder().glob("*.toml")))


def applied(models: Mapping[str, DeviceModel], paths: Iterable[Path]) -> dict[str, DeviceModel]:
    """The models with the overlays' numbers; SpecError names file and key, and each number its overlay."""
    result = dict(models)
    for path in paths:
        name, parameters = _read(path)
        if name not in result:
            raise SpecError(f"{path}: device: {unknown('device model', name, result)}")
        result[name] = _overlaid(path, result[name], parameters)
    return result


def _read(path: Path) -> tuple[str, dict[str, Parameter]]:
    from accelagent.devices.catalogue import parameters

    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SpecError(f"{path}: {error.strerror}; an overlay of the catalogue is required") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SpecError(f"{path}: {error}") from error
    return str(table.get("device", "")), parameters(path, table)


def _overlaid(path: Path, model: DeviceModel, parameters: Mapping[str, Parameter]) -> DeviceModel:
    merged = dict(model.parameters)
    for name, found in parameters.items():
        known = merged.get(name)
        if known is None:
            raise SpecError(f"{path}: parameter.{name}: {unknown('parameter', name, merged)}")
        if found.unit != known.unit:
            raise SpecError(f"{path}: parameter.{name}.unit: {found.unit!r}; allowed: {known.unit}")
        notes = filter(None, (f"overlay {path.name}", found.note or known.note))
        merged[name] = replace(found, note="; ".join(notes))
    return replace(model, parameters=MappingProxyType(merged))


def text(device: str, parameters: Iterable[Parameter]) -> str:
    """An overlay file with these numbers."""
    blocks = [f"device = {json.dumps(device)}\n"]
    for p in parameters:
        numbers = [
            f"{key} = {_number(p, n)}" for key, n in (("value", p.value), ("low", p.low), ("high", p.high))
        ]
        words = (("unit", p.unit), ("grade", str(p.grade)), ("source", p.source), ("note", p.note))
        texts = [f"{key} = {json.dumps(word, ensure_ascii=False)}" for key, word in words if word]
        blocks.append("\n".join([f"[parameter.{p.name}]", *numbers, *texts]) + "\n")
    return "\n".join(blocks)


def _number(parameter: Parameter, number: float) -> str:
    return str(round(number)) if parameter.unit == "count" else f"{number:.6g}"

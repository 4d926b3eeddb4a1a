"""Recipes: the code transformations that need no model. Each file without a leading underscore defines one `PART`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from accelagent.codegen.recipes._interface import declarations
from accelagent.codegen.recipes._recipe import Recipe
from accelagent.domain import Declined, Design, Knob, Patch, Region
from accelagent.errors import SourceError

__all__ = [
    "RECIPES",
    "SUPPORT_FILE",
    "Recipe",
    "apply",
    "declarations",
    "knob_space",
    "proposals",
    "support",
    "support_for",
]

SUPPORT_FILE = "accel_offload.h"


def _discover() -> dict[str, Recipe]:
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    parts = [importlib.import_module(f"{__name__}.{name}").PART for name in names]
    return {part.name: part for part in parts}


RECIPES: Mapping[str, Recipe] = _discover()


def apply(root: Path, regions: Sequence[Region], design: Design, *, bake: bool = False) -> Patch | Declined:
    """The design as whole new texts of files under `root`, or why it has nothing to do there.

    Knobs reach the program through its environment, so that tuning needs no rebuild; with `bake` they also become the defaults
    compiled into the support file. Raises SourceError for a recipe that does not exist.
    """
    from accelagent.codegen.recipes._apply import make_patch

    unknown = [name for name in design.recipes if name not in RECIPES]
    if unknown or not design.recipes:
        raise SourceError(f"no recipe {unknown[0] if unknown else '(empty)'}; there are {', '.join(RECIPES)}")
    recipes = [RECIPES[name] for name in design.recipes]
    defaults = {k: v for recipe in recipes for k, v in recipe.defaults.items()}
    knobs = {**defaults, **(dict(design.knobs) if bake else {})}
    return make_patch(root, regions, recipes, knobs)


def support(names: Sequence[str]) -> str:
    """The support file with everything that these recipes can stand in for, for a patch written by hand to call.

    Raises SourceError for a recipe that does not exist.
    """
    from accelagent.codegen.recipes._apply import whole_support

    unknown = [name for name in names if name not in RECIPES]
    if unknown or not names:
        raise SourceError(f"no recipe {unknown[0] if unknown else '(empty)'}; there are {', '.join(RECIPES)}")
    return whole_support([RECIPES[name] for name in names])


def support_for(region: Region, allow: Sequence[str] = ()) -> str:
    """The recipe whose support file stands in for what the region does, on a device of the region; "" when none does.

    One that keeps several requests in flight comes first, the core's own units last.
    """
    able = [
        r
        for r in RECIPES.values()
        if r.device in region.devices
        and (not r.crypto or "crypto" in allow)
        and str(region.operation) not in r.declines
        and declarations(support([r.name]), region)
    ]
    able.sort(key=lambda r: (r.device == "isal", not r.asynchronous))
    return able[0].name if able else ""


def proposals(regions: Sequence[Region], devices: Sequence[str], allow: Sequence[str] = ()) -> list[Design]:
    """A first design per recipe whose device is among `devices` (catalogue models) and that has a region to serve.

    Recipes that move cryptography are among them only where `allow` says `crypto`.
    """
    return [
        recipe.design
        for recipe in RECIPES.values()
        if recipe.device in devices
        and (not recipe.crypto or "crypto" in allow)
        and any(recipe.refusal(region) is None for region in regions)
    ]


def knob_space(design: Design) -> Mapping[str, tuple[Knob, ...]]:
    """The values worth trying for each knob of the design's recipes, in order."""
    space: dict[str, tuple[Knob, ...]] = {}
    for name in design.recipes:
        if name in RECIPES:
            space.update(RECIPES[name].knobs)
    return space

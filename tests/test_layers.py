"""The order of layers: imports point downward, stages never import one another, only the command line prints."""

from __future__ import annotations

import ast
from pathlib import Path

import accelagent

ROOT = Path(accelagent.__file__).parent
STAGES = {"identifier", "codegen", "evaluation", "orchestrator", "report"}
LAYERS = [
    {"cli", "__main__"},
    {"bench"},  # measures every other box
    {"mcp", "workbench", "agents", "rebase"},
    {
        "pipeline",
        "validation",
        "composed",
        "standing",
        "turns",
        "advice",
        "artifacts",
        "rundir",
        "runcheck",
        "configure",
        "doctor",
        "calibration",
    },
    STAGES,
    {"spec", "knowledge", "emulator", "tracer", "machine"},
    {
        "devices",
        "store",
        "csource",
        "cskeleton",
        "cdeclared",
        "ctorn",
        "cconstants",
        "schemas",
        "process",
        "objectives",
        "options",
    },
    {"units"},
    {"domain", "errors", "planned"},
    {"__init__"},
]
DEPTH = {name: depth for depth, names in enumerate(LAYERS) for name in names}


def box(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported_boxes(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("accelagent"):
            parts = node.module.split(".")
            names |= {parts[1]} if len(parts) > 1 else {a.name for a in node.names}
        if isinstance(node, ast.Import):
            names |= {a.name.split(".")[1] for a in node.names if a.name.startswith("accelagent.")}
    return {n for n in names if n in DEPTH}


def code_lines(path: Path) -> int:
    """Lines that are neither blank, nor comment, nor docstring."""
    text = path.read_text(encoding="utf-8")
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    skipped = {number for number, line in enumerate(text.splitlines(), 1) if line.strip()[:1] in ("", "#")}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, documented) and ast.get_docstring(node) is not None:
            first = node.body[0]
            skipped |= set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return len(text.splitlines()) - len(skipped)


def test_every_module_has_a_place_in_the_order() -> None:
    assert {box(p) for p in ROOT.rglob("*.py")} <= set(DEPTH)


def test_imports_point_downward_and_stages_do_not_know_one_another() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sorted(ROOT.rglob("*.py"))
        for name in imported_boxes(path) - {box(path), "__init__"}
        if DEPTH[name] < DEPTH[box(path)] or (name in STAGES and box(path) in STAGES)
    ]
    assert wrong == []


LIMIT = 400
LONGER = {"domain.py": 600}  # the whole vocabulary stands in one place


def test_files_stay_small() -> None:
    large = [
        f"{path.relative_to(ROOT)}: {lines}"
        for path in sorted(ROOT.rglob("*.py"))
        if (lines := code_lines(path)) > LONGER.get(str(path.relative_to(ROOT)), LIMIT)
    ]
    assert large == []

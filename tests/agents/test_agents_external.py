"""A coding agent's recorded session on a service that every recipe declines, replayed through the real server and gates."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp_types import Implementation

import accelagent
from accelagent.codegen.recipes import RECIPES, apply
from accelagent.devices import device
from accelagent.domain import Declined, Family
from accelagent.identifier import identify

HERE = Path(__file__).parent
RECORDINGS = HERE / "recordings"
PLACE = {"PYTHONPATH": str(Path(accelagent.__file__).parents[1])}


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    shutil.copytree(HERE / "chunklog", tmp_path / "chunklog")
    return tmp_path / "chunklog" / "accel.yaml"


def replay(spec: Path, out: Path, *, full: bool) -> list[dict[str, Any]]:
    """Every step's answer, each compared with what the recording found; steps of the full gates only if `full`."""
    recording = json.loads((RECORDINGS / "chunklog.json").read_text())
    arguments = ["-m", "accelagent", "mcp", str(spec), "--out", str(out), "--backend", "emulated"]
    server = StdioServerParameters(command=sys.executable, args=arguments, env=PLACE)
    who = Implementation(name=recording["proposer"].removeprefix("agent:"), version="1")
    answers: list[dict[str, Any]] = []
    named: dict[str, str] = {}

    async def inside() -> None:
        async with Client(stdio_client(server), client_info=who) as client:
            for step in recording["steps"]:
                if step.get("full") and not full:
                    continue
                given = dict(step["arguments"])
                if "id" in given:
                    given["id"] = named[given["id"]]
                if "diff" in step:
                    given["diff"] = (RECORDINGS / step["diff"]).read_text()
                answer = await client.call_tool(step["call"], given)
                if "fails" in step:
                    assert answer.is_error
                    assert step["fails"] in answer.content[0].text
                    continue
                assert not answer.is_error, answer.content
                found = dict(answer.structured_content)
                answers.append(found)
                seen = {name: found[name] for name in step["finds"]}
                assert seen == step["finds"], (found.get("reason"), found.get("log"))
                named[step.get("as", "")] = found.get("id", "")

    asyncio.run(inside())
    return answers


def test_every_recipe_declines_the_region(spec: Path) -> None:
    models = [device("qat-4xxx"), device("isal")]
    found = identify(spec.parent, service="chunklog", devices=models)
    [region] = [r for r in found.regions if r.operation is Family.COMPRESS]
    for recipe in RECIPES.values():
        made = apply(spec.parent, found.regions, recipe.design)
        refused = dict(made.regions if isinstance(made, Declined) else made.declined)
        assert region.id in refused, recipe.name


def test_a_recorded_agent_restructures_what_the_recipes_decline(spec: Path, tmp_path: Path) -> None:
    answers = replay(spec, tmp_path / "run", full=False)
    task = answers[0]
    of_its_devices = {name for name, recipe in RECIPES.items() if recipe.device in ("qat-4xxx", "isal")}
    assert {d["recipe"] for d in task["declined_by_recipes"]} == of_its_devices
    candidate = next(a for a in answers if a.get("outcome") == "measured")
    assert candidate["counters"]["device_ops"] == 384
    assert candidate["counters"]["max_in_flight"] > 1
    assert candidate["metrics"]["throughput (virtual)"]["ratio_to_unmodified"] > 1.2


@pytest.mark.slow
def test_the_agents_patch_passes_all_gates_and_reaches_plan_patch_and_report(
    spec: Path, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    replay(spec, out, full=True)
    command = [sys.executable, "-m", "accelagent", "resume", str(out), "--json"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**PLACE, "PATH": "/usr/bin:/bin"}
    )
    assert done.returncode == 0, done.stderr[-2000:]
    [service] = json.loads(done.stdout)["services"]
    chosen = next(n for n in service["tree"] if n["id"] == service["selected"])
    assert (chosen["proposer"], chosen["tier"], chosen["outcome"]) == (
        "agent:coding-agent",
        "full",
        "measured",
    )
    assert not [g for g in chosen["gates"] if g["status"] == "failed"]
    earned = next(p for p in service["proposers"] if p["name"] == "agent:coding-agent")
    assert earned["best_gain"]["maximize throughput"] > 1.2
    assert earned["hypervolume_contribution"] > 0
    patch = out / "patches" / "chunklog.patch"
    subprocess.run(["git", "apply", "--check", str(patch)], cwd=spec.parent, check=True)
    assert "Who earned what" in (out / "report.html").read_text()

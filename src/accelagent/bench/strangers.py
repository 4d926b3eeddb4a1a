"""Programs that nobody chose: drawn from Debian, built, searched, proven and counted."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from accelagent.bench._part import Figure, Part
from accelagent.bench._stranger import HERE, Stranger
from accelagent.errors import SpecError

Result = Mapping[str, Any]
_PACKAGES = HERE / "packages.yaml"
_WANTED = 20


def run_in(out: Path, tell: Callable[[str], None]) -> tuple[Figure, ...]:
    """Every admitted package, each once: a result that is there for the same commands is taken as it is."""
    data = _data()
    out.mkdir(parents=True, exist_ok=True)
    results = []
    for number, (name, commands) in enumerate(data["packages"].items(), 1):
        kept = out / f"{name}.json"
        key = hashlib.sha256(json.dumps([data["objectives"], commands]).encode()).hexdigest()[:16]
        found = json.loads(kept.read_text()) if kept.is_file() else {}
        if found.get("key") != key:
            tell(f"{number}/{len(data['packages'])} {name}: starting")
            stranger = Stranger(name, commands, data["objectives"], out.resolve(), tell)
            found = {"key": key, **stranger.result()}
            kept.write_text(json.dumps(found, indent=2) + "\n")
        tell(f"{number}/{len(data['packages'])} {name}: {said(found)}")
        results.append(found)
    (out / "results.md").write_text(table(results, data["excluded"]), encoding="utf-8")
    return figures(results, data["excluded"])


def _data() -> dict[str, Any]:
    from ruamel.yaml import YAML

    if not _PACKAGES.is_file():
        raise SpecError(f"bench strangers: {_PACKAGES} is missing; the bench runs from a source checkout")
    found: dict[str, Any] = YAML(typ="safe").load(_PACKAGES.read_text(encoding="utf-8"))
    return found


def figures(results: Sequence[Result], excluded: Mapping[str, str]) -> tuple[Figure, ...]:
    """The counts, with one sample per package."""
    count = Counter(
        {
            "drawn": len(results) + len(excluded),
            "admitted": len(results),
            "built": sum(r["built"] for r in results),
            "regions": sum(r["regions"] for r in results),
            "candidates": sum(r["candidates"] for r in results),
            "accepted": sum(bool(r["accepted"]) for r in results),
            "wrong_outputs": sum(r["held_out"] == "different" for r in results),
            "slower": sum(r["slower"] for r in results),
        }
    )
    targets = {"admitted": _WANTED, "accepted": 8, "wrong_outputs": 0, "slower": 0}
    samples = tuple({k: v for k, v in r.items() if k not in ("key", "log")} for r in results)
    return tuple(
        Figure(name, count[name], "packages", None, samples if name == "built" else (), targets.get(name))
        for name in (
            "drawn", "admitted", "built", "regions", "candidates", "accepted", "wrong_outputs", "slower",
        )
    )  # fmt: skip


def said(result: Result) -> str:
    """A result in a line."""
    if not result["built"]:
        return f"not built: {result['why']}"
    gains = ", ".join(f"{name} {m['ratio']:.2f}x" for name, m in result["accepted"].items())
    outcome = gains or result["why"]
    return f"{result['regions']} regions, {result['candidates']} candidates; {outcome}"


def table(results: Sequence[Result], excluded: Mapping[str, str]) -> str:
    """What came out, for docs/results.md."""
    head = "| package | regions | declined | candidates | throughput | CPU time | output size | held-out output | outcome |\n"
    lines = [head, "|---|---|---|---|---|---|---|---|---|\n"]
    for result in results:
        cells = [
            _cell(result["accepted"].get(metric)) for metric in ("throughput", "cpu_time", "output_size")
        ]
        outcome = "accepted" if result["accepted"] else result["why"]
        lines.append(
            f"| {result['name']} {result['version']} | {result['regions']} | {len(result['declined'])} | "
            f"{result['candidates']} | {' | '.join(cells)} | {result['held_out']} | {outcome} |\n"
        )
    lines.append("\nWhy regions were declined:\n\n")
    reasons = Counter(d["reason"] for r in results for d in r["declined"])
    lines += [f"- {count} x {reason}\n" for reason, count in reasons.most_common(30)]
    lines.append("\nDrawn and excluded:\n\n")
    lines += [f"- {name}: {reason}\n" for name, reason in excluded.items()]
    return "".join(lines)


def _cell(metric: Result | None) -> str:
    if metric is None:
        return ""
    low, high = metric["ci"]
    return f"{metric['ratio']:.2f}x ({low:.2f}-{high:.2f})"


def run() -> tuple[Figure, ...]:
    return run_in(Path("accel-out") / "strangers", lambda _: None)


PART = Part(
    "strangers",
    "packages drawn from Debian, each built, searched and proven",
    run,
    "Wall clock, in core. Nothing is given per package but its build, test and workload commands.",
    run_in,
)

"""What a run leaves behind: plan, patches, SARIF, deployment files and the report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from accelagent.domain import Run


def write_artifacts(run: Run, directory: Path) -> list[Path]:
    """Write every artifact of a finished run; patches are there already."""
    from accelagent.identifier.views import combined_sarif
    from accelagent.orchestrator import deploy

    written: list[Path] = []
    if run.plan is not None:
        written.append(_write(directory / "plan.yaml", plan_yaml(run)))
        written += deploy.write(run.plan, run.spec, directory / "deploy")
    written += sorted((directory / "patches").glob("*.patch"))
    sarif = combined_sarif([s.identification for s in run.services])
    written.append(_write(directory / "regions.sarif", json.dumps(sarif, indent=1) + "\n"))
    written.append(_write(directory / "report.html", render(run, directory, "html")))
    return written


def complete(directory: Path) -> bool:
    """Whether a finished run left everything, and was not killed while it wrote."""
    return all((directory / name).is_file() for name in ("plan.yaml", "regions.sarif", "report.html"))


def render(run: Run, directory: Path, form: str) -> str:
    """The run as `html`, `md` or `json`."""
    if form == "json":
        return json.dumps(run_json(run, directory), indent=1) + "\n"
    if form == "md":
        from accelagent.report.views import run_to_markdown

        return run_to_markdown(run)
    from accelagent.report.html import render_html

    def source(service: str, path: str) -> str | None:
        return _source(run, service, path)

    return render_html(run, source)


def run_json(run: Run, directory: Path) -> dict[str, Any]:
    """The contract of `run --json`."""
    from accelagent.report.views import run_to_json

    plan = _plan_dict(run)
    return run_to_json(run, artifacts_in(directory), plan)


def artifacts_in(directory: Path) -> list[Path]:
    """The artifacts that are there, in order."""
    return sorted(p for p in directory.rglob("*") if _is_artifact(p, directory))


def plan_yaml(run: Run) -> str:
    """plan.yaml as text."""
    from io import StringIO

    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.default_flow_style = False
    yaml.width = 110
    stream = StringIO()
    yaml.dump(_plan_dict(run), stream)
    return stream.getvalue()


def _plan_dict(run: Run) -> dict[str, Any] | None:
    from accelagent.orchestrator import to_dict

    return None if run.plan is None else to_dict(run.plan, run.spec)


def _is_artifact(path: Path, directory: Path) -> bool:
    return path.is_file() and path.relative_to(directory).parts[0] in {
        "plan.yaml",
        "report.html",
        "regions.sarif",
        "patches",
        "deploy",
    }


def _source(run: Run, service: str, path: str) -> str | None:
    file = run.service(service).service.source / path
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path

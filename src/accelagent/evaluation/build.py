"""Trees: the baseline built once, candidates built incrementally from a copy of it, clean builds from the source."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from accelagent.domain import ControlArm, Patch, Service
from accelagent.errors import ToolchainError
from accelagent.evaluation.binaries import Program, linked, look
from accelagent.evaluation.repository import Repository, encoded
from accelagent.evaluation.running import Runner
from accelagent.process import Finished, run

_KEPT_TREES = 16


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds the baseline may take, and how much longer than the baseline a candidate may."""

    build_s: float = 1800.0
    test_s: float = 900.0
    slower: float = 10.0
    least_s: float = 30.0  # of a machine whose processors wait for work

    def of_candidate(self, baseline_s: float, most_s: float) -> float:
        """The baseline may have run while the machine was less busy than it is now."""
        return min(of_baseline(most_s), max(self.least_s * crowding(), self.slower * baseline_s))


_MOST_CROWDED = 10.0


def of_baseline(most_s: float) -> float:
    """Limits are those of a machine whose processors wait for work."""
    return most_s * crowding()


def crowding() -> float:
    """Processes that want a processor for each there is, at least 1 and at most 10: a busy machine is no hanging program."""
    return max(1.0, min(_MOST_CROWDED, os.getloadavg()[0] / (os.cpu_count() or 1)))


@dataclass(frozen=True, slots=True)
class Built:
    """A tree after its build; `programs` names the linked files' contents ("" when there are none)."""

    tree: Path
    finished: Finished
    programs: str
    note: str = ""


class Builder:
    """Builds of one service, each patch once; every tree is seen at the same place by its commands."""

    def __init__(self, service: Service, repository: Repository, runner: Runner, limits: Limits) -> None:
        self.service = service
        self.repository = repository
        self.runner = runner
        self.limits = limits
        self.root = repository.trees / "built"
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir(parents=True)
        self.source = repository.worktree(repository.baseline)  # stays unbuilt
        self.pristine = self.root / "baseline"  # built, never run in
        self.built: OrderedDict[tuple[str, bool], Built] = OrderedDict()
        self.baseline_programs = ""
        self.baseline_linked: Mapping[str, Program] = {}
        self.baseline_s = 0.0

    def baseline(self) -> Finished:
        """Build the baseline, from which candidates start; commands run in copies of it."""
        copy_tree(self.source, self.pristine)
        finished = self._make(self.pristine, self.limits.build_s, prepare=True, headers=True)
        self.baseline_s = finished.seconds
        self.baseline_programs = programs(self.pristine) if finished.ok else ""
        self.baseline_linked = look(self.pristine) if finished.ok else {}
        return finished

    def fresh_baseline(self, name: str) -> Path:
        """A new copy of the built baseline in place of an earlier one of that name."""
        path = self.root / f"baseline-{name}"
        # Made in one place and run in another works boxed, where both are seen at the same path.
        copy_tree(self.pristine, path)
        return path

    def fresh_candidate(self, made: Built, name: str) -> Path:
        """A new copy of a built candidate: what ran in one copy can have changed nothing in another."""
        path = self.root / f"candidate-{name}"
        copy_tree(made.tree, path)
        return path

    def candidate(self, patch: Patch, *, clean: bool) -> Built:
        """The tree of the baseline with `patch`, built from the baseline's objects or, when `clean`, from nothing."""
        key = (patch.key, clean)
        if key not in self.built:
            self.built[key] = self._build(patch, clean=clean)
            while len(self.built) > _KEPT_TREES:
                _, old = self.built.popitem(last=False)
                shutil.rmtree(old.tree, ignore_errors=True)
        self.built.move_to_end(key)
        return self.built[key]

    def _build(self, patch: Patch, *, clean: bool) -> Built:
        tree = self.root / f"{patch.key}{'-clean' if clean else ''}"
        if not clean and not self.runner.sandbox.unsafe:
            built = self._overlay(self.pristine, tree, patch, prepare=False)
            if built.finished.ok and built.programs != self.baseline_programs:
                return built
            # The build rules may not know what depends on a changed header: only a clean build can tell.
            if not built.finished.ok and built.finished.killed:
                return built
        return self._overlay(self.source, tree, patch, prepare=True)

    def _overlay(self, start: Path, tree: Path, patch: Patch, *, prepare: bool) -> Built:
        copy_tree(start, tree)
        for path, text in patch.files:
            target = tree / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(encoded(text))
        allowed = self.limits.of_candidate(self.baseline_s, self.limits.build_s)
        finished = self._make(tree, allowed, prepare=prepare, headers=True)
        return Built(
            tree, finished, programs(tree) if finished.ok else "", "clean" if prepare else "incremental"
        )

    def bare(self, commit: str) -> Built:
        """Build a commit from itself alone, without the emulator's headers; the tree is new each time."""
        self.repository.remove(commit)
        tree = self.repository.worktree(commit)
        allowed = self.limits.of_candidate(self.baseline_s, self.limits.build_s)
        finished = self._make(tree, allowed, prepare=True, headers=False)
        return Built(tree, finished, programs(tree) if finished.ok else "")

    def variant(self, control: ControlArm) -> Built:
        """The unmodified source as a control arm builds it; a copy of the baseline when only its workload differs."""
        if control.prepare is None and control.build is None:
            tree = self.fresh_baseline(f"arm-{control.name}")
            return Built(tree, Finished(0, "", "", 0.0, False, 0.0), self.baseline_programs)
        tree = self.root / f"arm-{control.name}"
        copy_tree(self.source, tree)
        commands = (control.prepare or self.service.prepare, control.build or self.service.build)
        finished = self._each(commands, tree, self.limits.build_s, headers=False)
        return Built(tree, finished, programs(tree) if finished.ok else "", "control")

    def _make(self, tree: Path, timeout_s: float, *, prepare: bool, headers: bool) -> Finished:
        commands = (self.service.prepare if prepare else None, self.service.build)
        return self._each(commands, tree, timeout_s, headers=headers)

    def _each(
        self, commands: Sequence[str | None], tree: Path, timeout_s: float, *, headers: bool
    ) -> Finished:
        """One command after the other until one fails; what the last one run said."""
        done = Finished(0, "", "", 0.0, False, 0.0)
        for command in commands:
            if command and done.ok:
                done = self.runner.build(command, tree, headers=headers, timeout_s=timeout_s)
        return done


def copy_tree(source: Path, target: Path) -> None:
    """Make `target` a copy of `source` with times and modes, without git's link to the repository."""
    shutil.rmtree(target, ignore_errors=True)
    done = run(["cp", "-a", "--reflink=auto", "--", str(source), str(target)])
    if not done.ok:
        raise ToolchainError(f"cannot copy {source}: {done.output.strip() or done.describe()}")
    (target / ".git").unlink(missing_ok=True)


def programs(tree: Path) -> str:
    """A name for the contents of all linked ELF files of a tree; empty when there are none."""
    found = sorted(linked(tree))
    whole = hashlib.sha256()
    for path in found:
        whole.update(f"{path.relative_to(tree)}\0".encode("utf-8", "surrogateescape"))
        with path.open("rb") as content:
            whole.update(hashlib.file_digest(content, "sha256").digest())
    return whole.hexdigest()[:16] if found else ""

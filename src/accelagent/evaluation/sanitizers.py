"""A second build under sanitizers, and tests and workload in it, held against what the baseline shows there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from accelagent.domain import Design, Patch
from accelagent.evaluation import gates
from accelagent.evaluation.binaries import linked
from accelagent.evaluation.build import copy_tree, crowding
from accelagent.evaluation.gates import Answer, Bench, failed, passed, skipped, told
from accelagent.evaluation.patterns import pattern_of
from accelagent.evaluation.repository import encoded
from accelagent.evaluation.running import Conditions
from accelagent.evaluation.sandbox import ENVIRONMENT, Bind
from accelagent.process import Finished

_COMPILERS = ("cc", "gcc", "c++", "g++", "clang", "clang++")
# A library that must have no undefined symbols cannot be linked with a sanitizer, whose runtime the program brings.
_WRAPPER = """#!/bin/sh
for word in "$@"; do
    shift
    case "$word" in
    -Wl,-z,defs|-Wl,--no-undefined|-Werror|-Wl,-z,now,-z,defs) ;;
    *) set -- "$@" "$word" ;;
    esac
done
exec {compiler} "$@" {flags}
"""
_SLOWER = 30.0  # time limit over what the baseline takes without a sanitizer
_COMMON = "-g -fno-omit-frame-pointer -U_FORTIFY_SOURCE"
# The emulator is loaded before the sanitizer's runtime, whose functions it then calls: the order that works for both.
_SETTINGS = "verify_asan_link_order=0:detect_leaks=0:detect_stack_use_after_return=1:exitcode=86"


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to build: flags, and a name in the programs that tells that they took effect."""

    name: str
    flags: str
    mark: bytes
    environment: tuple[tuple[str, str], ...]


ADDRESS = Kind(
    "ASan+UBSan",
    f"{_COMMON} -fsanitize=address,undefined -fno-sanitize-recover=undefined",
    b"__asan_init",
    (("ASAN_OPTIONS", _SETTINGS), ("UBSAN_OPTIONS", "print_stacktrace=1:exitcode=86")),
)
ADDRESS_ALONE = replace(ADDRESS, name="ASan", flags=f"{_COMMON} -fsanitize=address")
THREAD = Kind(
    "TSan",
    f"{_COMMON} -fsanitize=thread",
    b"__tsan_init",
    (("TSAN_OPTIONS", "exitcode=66:report_signal_unsafe=0"),),
)


class Sanitizers:
    """Sanitized builds of one service; what the baseline shows under each kind is found out once."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.root = bench.runner.scratch / "sanitizers"
        self.usable: dict[str, str] = {}  # name of a kind -> why it cannot judge this service, or ""

    def memory(self, patch: Patch, design: Design) -> Answer:
        """Tests and workload under ASan and UBSan, or ASan alone where the baseline has undefined behaviour of its own."""
        for kind in (ADDRESS, ADDRESS_ALONE):
            if not self._unfit(kind):
                return self._judge(kind, patch, design)
        return skipped(self._unfit(ADDRESS_ALONE))

    def threads(self, patch: Patch, design: Design) -> Answer:
        """The same under TSan."""
        why = self._unfit(THREAD)
        return skipped(why) if why else self._judge(THREAD, patch, design)

    def _unfit(self, kind: Kind) -> str:
        if kind.name not in self.usable:
            self.usable[kind.name] = self._examine_baseline(kind)
        return self.usable[kind.name]

    def _examine_baseline(self, kind: Kind) -> str:
        tree = self.root / f"baseline-{kind.name}"
        finished = self._build(kind, tree, ())
        if not finished.ok:
            return f"the unmodified service does not build with {kind.name}: {told(finished)}"
        if not any(kind.mark in path.read_bytes() for path in linked(tree)):
            return f"the build does not take {kind.name}'s flags: no program is instrumented"
        answer = self._run(kind, tree, Design(""))
        shutil.rmtree(tree, ignore_errors=True)
        return (
            f"the unmodified service is not clean under {kind.name}: {answer.detail}" if answer.failed else ""
        )

    def _judge(self, kind: Kind, patch: Patch, design: Design) -> Answer:
        tree = self.root / f"candidate-{kind.name}"
        finished = self._build(kind, tree, patch.files)
        if not finished.ok:
            return skipped(f"the candidate does not build with {kind.name}: {told(finished)}")
        answer = self._run(kind, tree, design)
        shutil.rmtree(tree, ignore_errors=True)
        return replace(
            answer, detail=f"{kind.name}: {answer.detail}" if answer.failed else f"clean under {kind.name}"
        )

    def _build(self, kind: Kind, tree: Path, files: Sequence[tuple[str, str]]) -> Finished:
        bench = self.bench
        self.root.mkdir(parents=True, exist_ok=True)
        copy_tree(bench.builder.source, tree)
        for path, text in files:
            (tree / path).parent.mkdir(parents=True, exist_ok=True)
            (tree / path).write_bytes(encoded(text))
        wrappers = self._wrappers(kind)
        env = {"PATH": f"{wrappers}:{ENVIRONMENT['PATH']}"}
        done = Finished(0, "", "", 0.0, False, 0.0)
        for command in (bench.service.prepare, bench.service.build):
            if command and done.ok:
                done = bench.runner.build(
                    command,
                    tree,
                    headers=True,
                    timeout_s=bench.limits.build_s,
                    env=env,
                    binds=[Bind(wrappers)],
                )
        return done

    def _wrappers(self, kind: Kind) -> Path:
        """A folder of compilers that add the kind's flags."""
        folder = self.root / f"compilers-{kind.name}"
        if not folder.is_dir():
            folder.mkdir(parents=True)
            for name in _compilers():
                real = shutil.which(name, path=ENVIRONMENT["PATH"])
                (folder / name).write_text(_WRAPPER.format(compiler=real, flags=kind.flags))
                (folder / name).chmod(0o755)
        return folder

    def _run(self, kind: Kind, tree: Path, design: Design) -> Answer:
        bench = self.bench
        # Test commands may compile: with the same flags, or a sanitized library would not link.
        path = (("PATH", f"{self._wrappers(kind)}:{ENVIRONMENT['PATH']}"),)
        conditions = replace(gates.gate_conditions(bench, design), environment=(*kind.environment, *path))
        if gates.offloads(design):
            conditions = conditions.with_knob("ACCEL_MIN_BYTES", "1")
        for name, command in (("test", bench.service.test), ("workload", bench.service.workload.command)):
            if command is not None:
                answer = self._command(kind, name, command, tree, conditions)
                if answer.failed:
                    return answer
        return passed()

    def _command(self, kind: Kind, name: str, command: str, tree: Path, conditions: Conditions) -> Answer:
        bench = self.bench
        most = bench.limits.test_s if name == "test" else bench.service.workload.timeout
        took = bench.took.get(name)
        allowed = most if took is None else min(most, max(bench.limits.least_s * crowding(), _SLOWER * took))
        binds = [Bind(self._wrappers(kind))]
        seen = bench.runner.run(command, tree, conditions, timeout_s=allowed, binds=binds)
        if seen.finished.ok:
            return passed()
        return failed(
            f"{name}: {told(seen.finished)}", seen.finished.output, pattern_of(seen.finished, "sanitizer")
        )


def _compilers() -> list[str]:
    """Names under which a build may find a compiler: the plain ones and those with a version or a target."""
    found = set()
    for folder in ENVIRONMENT["PATH"].split(":"):
        names: Sequence[str] = os.listdir(folder) if os.path.isdir(folder) else ()  # noqa: PTH208, PTH112 (names only)
        found |= {n for n in names if n in _COMPILERS or _is_variant(n)}
    return sorted(found)


def _is_variant(name: str) -> bool:
    stem = name.rsplit("-", 1)[0] if name[-1:].isdigit() else name
    return stem.split("-linux-gnu-")[-1] in _COMPILERS

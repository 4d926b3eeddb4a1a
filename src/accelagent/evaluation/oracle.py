"""The per-operation oracle: what a generated support file answers, held against the library whose place it takes."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from accelagent.domain import Design, Patch, digest
from accelagent.evaluation.gates import (
    THRESHOLDS,
    Answer,
    Bench,
    ended,
    gate_conditions,
    in_core,
    offloads,
    passed,
    skipped,
    told,
)
from accelagent.evaluation.repository import encoded
from accelagent.evaluation.running import Conditions

# Part of the oracle -> functions of the support file that it calls; all of them must be there.
_PARTS = {
    "STREAMS": ("accel_deflateInit2", "accel_deflate", "accel_deflateReset", "accel_deflateEnd"),
    "PARAMS": ("accel_deflateInit2", "accel_deflateParams"),
    "INFLATE": ("accel_inflateInit2", "accel_inflate", "accel_inflateReset", "accel_inflateEnd"),
    "GZFILES": ("accel_gzopen", "accel_gzread", "accel_gzprintf", "accel_gzclose"),
    "CIPHERS": ("accel_EVP_EncryptInit_ex", "accel_EVP_EncryptUpdate", "accel_EVP_CIPHER_CTX_ctrl"),
    "DIGESTS": ("accel_SHA256", "accel_SHA384", "accel_SHA512", "accel_EVP_Digest"),
    "ONESHOT": ("accel_compress2",),
    "LOOPS": ("accel_compress2_submit", "accel_compress2_wait", "accel_window"),
    "UNCOMPRESS": ("accel_uncompress",),
    "CHECKSUMS": ("accel_crc32", "accel_adler32"),
    "REACH": ("accel_configured", "accel_deflateInit2", "accel_report_counters"),
    "COPY": ("accel_memcpy",),
    "MOVE": ("accel_memmove",),
    "FILL": ("accel_memset",),
    "COMPARE": ("accel_memcmp",),
    "COPIED": ("accel_copied",),
    "CLEARED": ("accel_cleared",),
    "ZERO": ("accel_all_zero",),
    "SAME": ("accel_all_same",),
    "LATER": ("accel_memcpy_begin", "accel_copies_wait"),
}
_DEFINED = re.compile(r"\b(accel_\w+)\s*\([^;{}]*\)\s*\{|#define\s+(accel_\w+)\(")
_SUPPORT = re.compile(r"(^|/)accel_\w*\.h$")
_ROUNDS = 8
_ROUNDS_BRIEF = 3
_ROUNDS_TO_HANG = 24
# Faults that come after tens of requests, with more of them in flight, beside those that come soon.
_LATE = {"reset-early": "reset", "hang-early": "hang"}
_BUILD_S = 60.0
_RUN_S = 60.0
# A device that hangs is given up soon: the oracle asks many operations of it.
_PATIENCE = ("ACCEL_TIMEOUT_MS", "50")
_UNSET = "-ftrivial-auto-var-init=pattern"  # what is read unwritten is the same in every run
_CHECKED = "-g -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined"


def support_file(patch: Patch) -> tuple[str, str] | None:
    """Path and text of the support file that a patch adds, if it does."""
    return next(((path, text) for path, text in patch.files if _SUPPORT.search(path)), None)


def parts(text: str) -> tuple[str, ...]:
    """The parts of the oracle that apply to a support file."""
    plain = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    found = {name for pair in _DEFINED.findall(plain) for name in pair if name}
    return tuple(part for part, needed in _PARTS.items() if set(needed) <= found)


def oracle_faults(preset: str) -> tuple[str, ...]:
    """The schedules under which the oracle asks for one preset of the gates."""
    return (preset, _LATE[preset]) if preset in _LATE else (preset,)


def _must_reach(bench: Bench, design: Design, changes: Mapping[str, str]) -> bool:
    """Whether every stream has to come to the design's device or unit: nothing is wrong with it, and no knob keeps any back."""
    kept_back = design.knob("threshold") == "adaptive" or design.knob("spill", 0) != 0
    meant = in_core(design) or (offloads(design) and bench.runner.emulated)
    return meant and not design.written and not changes.get("faults") and not kept_back


def _words(bench: Bench, design: Design, changes: Mapping[str, str]) -> str:
    """What the oracle is told of its conditions."""
    calm = " calm" if not changes.get("faults") else ""
    return calm + (" reach" if _must_reach(bench, design, changes) else "")


class Oracle:
    """Compiles the oracle against support files, each text once."""

    def __init__(
        self,
        bench: Bench,
        *,
        checked: bool = True,
        limit_s: float = _RUN_S,
        flags: str = "",
        brief: bool = False,
    ) -> None:
        """`checked` builds with sanitizers, where the compiler has them; `limit_s` is for one run; `flags` are the compiler's.

        `brief` asks a few rounds and refuses nothing: enough to see that a candidate is worth a trial.
        """
        self.bench = bench
        self.checked = checked
        self.limit_s = limit_s
        self.flags = flags
        self.brief = brief
        self.root = bench.runner.scratch / "oracle"

    def __call__(self, patch: Patch, design: Design, **changes: str) -> Answer:
        """Every operation right under `changes` of the conditions, as `faults` or `work`."""
        support = support_file(patch)
        wanted = parts(support[1]) if support else ()
        if not wanted or support is None:
            return skipped("the patch adds no support file whose operations are known")
        folder, answer = self._built(support, wanted)
        if answer.status != "passed":
            return answer
        bench = self.bench
        conditions: Conditions = replace(gate_conditions(bench, design), **changes)  # type: ignore[arg-type]
        settings = ("ASAN_OPTIONS", "verify_asan_link_order=0:detect_leaks=0:exitcode=86")
        conditions = replace(conditions, environment=(settings, _PATIENCE))
        for knob in THRESHOLDS:
            conditions = conditions.with_knob(knob, "500")
        seed = int(digest([bench.seed, bench.service.name, patch.key, changes]), 16) % 10**9
        rounds = _ROUNDS_TO_HANG if changes.get("faults") in _LATE.values() else _ROUNDS
        said = _words(bench, design, changes) + (" brief" if self.brief else "")
        command = f"./oracle {seed} {_ROUNDS_BRIEF if self.brief else rounds}{said}"
        seen = bench.runner.run(command, folder, conditions, timeout_s=self.limit_s)
        if not seen.finished.ok:
            return replace(ended(seen.finished, "wrong-operation"), detail=told(seen.finished))
        reached = seen.counters.device_ops
        if offloads(design) and bench.runner.emulated and not changes.get("faults") and reached == 0:
            return skipped("no operation of the oracle reached the device")
        return passed(f"{', '.join(wanted).lower()} right; {reached} operations on the device")

    def folder(self, support: tuple[str, str]) -> Path:
        """Where the oracle of a support file is built and run."""
        return self.root / digest([support[1], *parts(support[1]), self.flags, str(self.checked)])

    def _built(self, support: tuple[str, str], wanted: Sequence[str]) -> tuple[Path, Answer]:
        path, text = support
        folder = self.folder(support)
        if (folder / "oracle").exists():
            return folder, passed()
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        name = path.split("/")[-1]
        (folder / name).write_bytes(encoded(text))
        for part in Path(__file__).parent.glob("oracle*.[ch]"):
            shutil.copy(part, folder / part.name)
        defines = " ".join(f"-D{part}" for part in wanted)
        compiler = f"cc -std=gnu11 {defines} '-DORACLE_SUPPORT=\"{name}\"' oracle.c -o oracle {self.flags}"
        ways = [*([f"{_CHECKED} {_UNSET}", _CHECKED] if self.checked else []), f"-O1 {_UNSET}", "-O1"]
        libraries = "-lz -ldl -lpthread" + (" -lcrypto" if {"CIPHERS", "DIGESTS"} & set(wanted) else "")
        build = " || ".join(f"{compiler} {way} {libraries}" for way in ways)
        finished = self.bench.runner.build(build, folder, headers=True, timeout_s=_BUILD_S)
        if not finished.ok:
            return folder, skipped(f"the oracle does not build with the support file: {told(finished)}")
        return folder, passed()

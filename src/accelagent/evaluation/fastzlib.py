"""A control arm that a sceptic asks for where compression gains: the same program with its zlib at level 1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from accelagent import process
from accelagent.domain import ControlArm, Family, Region, Verdict
from accelagent.errors import ToolchainError

FAST_ZLIB = ControlArm(
    "zlib at level 1",
    "the unmodified program with its shared zlib held at its fastest level: what the level alone would give",
    fast_zlib=True,
)
_DEFLATE = ("deflate", "zlib", "gzip")
_FLAGS = ("-std=gnu11", "-O2", "-fPIC", "-shared")
_LIMIT_S = 60.0


def level_controls(regions: Sequence[Region]) -> tuple[ControlArm, ...]:
    """The arm, where a region compresses by zlib and may be moved."""
    moved = [r for r in regions if r.operation is Family.COMPRESS and r.verdict is not Verdict.AVOID]
    return (FAST_ZLIB,) if any(r.algorithm in _DEFLATE for r in moved) else ()


def shares_zlib(programs: Iterable[Path]) -> bool:
    """Whether one of these programs or libraries is linked to a shared zlib, which alone can be told another level."""
    return any(b"libz.so" in path.read_bytes() for path in programs if path.is_file())


def build_fast_zlib(folder: Path) -> Path:
    """The library to load into a program, compiled into `folder` unless it is there."""
    target = folder / "libaccelfastzlib.so"
    if not target.exists():
        source = Path(__file__).with_name("zlib_level.c")
        done = process.run(["gcc", *_FLAGS, "-o", str(target), str(source), "-ldl"], timeout_s=_LIMIT_S)
        if not done.ok:
            raise ToolchainError(f"the library for zlib's level does not build: {done.output.strip()[:300]}")
    return target

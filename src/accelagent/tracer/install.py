"""Compiles the library that counts calls, once per version of its sources."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from accelagent import process
from accelagent.errors import ToolchainError

_PACKAGES = "apt-get install -y gcc libc6-dev"
_HERE = Path(__file__).parent / "c"
_FLAGS = (
    *("-std=gnu11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-O2", "-fPIC", "-fvisibility=hidden"),
    # The library defines memcpy: the compiler must not make calls to it out of loops.
    *("-fno-builtin", "-fno-tree-loop-distribute-patterns"),
    *("-shared", "-Wl,-z,defs", "-Wl,-z,now"),
)
_LIBRARIES = ("-ldl", "-lpthread")
_COMPILE_LIMIT_S = 120.0


def ensure_built() -> Path:
    """The library to preload, compiled into the user's cache if it is not there yet; ToolchainError says what is missing."""
    sources = sorted(_HERE.glob("*.c"))
    summary = hashlib.sha256(repr((_FLAGS, _LIBRARIES)).encode())
    for path in sorted(_HERE.iterdir()):
        summary.update(path.name.encode() + b"\0" + path.read_bytes())
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "accelagent"
    built = cache / f"tracer-{summary.hexdigest()[:12]}.so"
    if built.is_file():
        return built
    if shutil.which("gcc") is None:
        raise ToolchainError(f"trace: needs gcc, which is not on the PATH; install it with: {_PACKAGES}")
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tracer-build-", dir=cache) as scratch:
        made = Path(scratch) / built.name
        argv = ["gcc", *_FLAGS, "-o", str(made), *map(str, sources), *_LIBRARIES]
        finished = process.run(argv, timeout_s=_COMPILE_LIMIT_S, env=dict(os.environ))
        if not finished.ok:
            faults = [line for line in finished.output.splitlines() if "error" in line]
            said = faults[0].strip() if faults else finished.describe()
            raise ToolchainError(f"trace: the tracer does not build: {said}; it needs: {_PACKAGES}")
        made.replace(built)  # others see all of it or nothing
    return built

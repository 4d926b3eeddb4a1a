"""Libraries of one process on one device: a generated support file for zlib and OpenSSL's provider share it and both get on."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from accelagent.codegen.recipes import RECIPES
from accelagent.codegen.recipes._apply import call_support
from accelagent.devices import device
from accelagent.emulator import ensure_built, environment, read_stats

SOURCE = Path(__file__).with_name("both_on_one.c")
CONFIGURATION = """openssl_conf = main
[main]
providers = providers
[providers]
accelqat = accelqat_provider
default = default_provider
[accelqat_provider]
activate = 1
[default_provider]
activate = 1
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("both")
    (folder / "accel_offload.h").write_text(
        call_support([RECIPES["offload-sync"]], {"compress2"}, loops=False)
    )
    (folder / "provider.cnf").write_text(CONFIGURATION)
    install = ensure_built()
    flags = ["-std=gnu11", "-O1", "-Wall", "-Wextra", f"-I{install.include}", f"-I{folder}"]
    libraries = ["-lcrypto", "-lz", "-ldl", "-lpthread"]
    subprocess.run(["gcc", *flags, str(SOURCE), "-o", str(folder / "both"), *libraries], check=True)
    return folder / "both"


def run(program: Path, tmp_path: Path, threads: int, operations: int, **changes: str) -> list[int]:
    install = ensure_built()
    stats = tmp_path / "stats"
    env = os.environ | environment(
        install, [(device("qat-4xxx"), 1)], stats=stats, clock="virtual", scratch=tmp_path, **changes
    )
    env |= {
        "OPENSSL_CONF": str(program.with_name("provider.cnf")),
        "OPENSSL_MODULES": str(install.lib),
        "ACCEL_MIN_BYTES": "1",
        "ACCEL_TIMEOUT_MS": "2000",
    }
    argv = [str(program), str(threads), str(operations)]
    done = subprocess.run(argv, env=env, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    return [int(word) for word in done.stdout.split()]


@pytest.mark.parametrize("threads", [1, 4])
def test_both_finish_on_the_device(program: Path, tmp_path: Path, threads: int) -> None:
    operations = 12
    packed, sealed, on_device, on_core = run(program, tmp_path, threads, operations)
    assert packed == sealed == threads * operations
    assert on_device >= 0.9 * threads * operations, "compression was not kept out by cryptography"
    assert on_core <= 0.1 * threads * operations
    seen = {d.name: d.ops for d in read_stats(tmp_path / "stats").devices}
    assert sum(seen.values()) >= on_device + 2 * sealed * 0.9, (
        f"nor cryptography by compression: {json.dumps(seen)}"
    )


@pytest.mark.parametrize("faults", ["slow", "full"])
def test_neither_waits_for_ever_when_the_device_is_slow_or_full(
    program: Path, tmp_path: Path, faults: str
) -> None:
    packed, sealed, *_ = run(program, tmp_path, 2, 6, faults=faults)
    assert packed == sealed == 12

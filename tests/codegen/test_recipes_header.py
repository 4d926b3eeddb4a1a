"""The generated support file under real compilers, an unkind caller, sanitizers and the emulated device with its faults."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from itertools import product
from pathlib import Path

import pytest

from accelagent.codegen.recipes._support import Features, render
from accelagent.devices import device
from accelagent.domain import Clock
from accelagent.emulator import Install, ensure_built, environment

HERE = Path(__file__).parent
ISAL = Features(
    isal=True, streams=True, oneshot=True, checksums=True, uncompress=True, inflate=True, gzfiles=True
)
SYNC = Features(qat=True, streams=True, oneshot=True)
ASYNC = Features(qat=True, asynchronous=True, streams=True, oneshot=True, loops=True)
MERGED = Features(
    isal=True,
    qat=True,
    asynchronous=True,
    streams=True,
    oneshot=True,
    checksums=True,
    uncompress=True,
    loops=True,
)
DESIGNS = {"isal": ISAL, "sync": SYNC, "async": ASYNC, "merged": MERGED}
FAULTS = ("", "absent", "full", "error", "overflow", "slow", "reset", "hang")
STRICT = ("-Wall", "-Wextra", "-Werror", "-O1")
LANGUAGES = (
    "gcc -std=c99",
    "clang -std=c99",
    "gcc -std=gnu11",
    "clang -std=gnu11",
    "g++ -std=c++17",
    "clang++ -std=c++17",
)


@pytest.fixture(scope="session")
def emulator() -> Install:
    return ensure_built()


@pytest.fixture(scope="session")
def drivers(tmp_path_factory: pytest.TempPathFactory, emulator: Install) -> Mapping[str, Path]:
    """The driver built against each design's header."""
    root = tmp_path_factory.mktemp("drivers")
    return {name: build(root / name, features, emulator) for name, features in DESIGNS.items()}


def build(folder: Path, features: Features, emulator: Install, *flags: str) -> Path:
    folder.mkdir()
    (folder / "accel_offload.h").write_text(render(features, {}))
    wanted = {"ONESHOT": features.oneshot, "UNCOMPRESS": features.uncompress, "CHECKSUMS": features.checksums}
    wanted |= {"LOOPS": features.loops}
    define = [f"-D{name}" for name, present in wanted.items() if present]
    argv = ["gcc", "-std=gnu11", *STRICT, *flags, *define, f"-I{folder}", f"-I{emulator.include}"]
    argv += [str(HERE / "round_trip.c"), "-o", str(folder / "driver"), "-lz", "-ldl", "-lpthread"]
    subprocess.run(argv, check=True)
    return folder / "driver"


def drive(
    driver: Path, mode: str, env: Mapping[str, str], scratch: Path, seed: int = 1, rounds: int = 8
) -> dict[str, int]:
    """Counters of the last process of one run, which must succeed."""
    stats = scratch / "counters"
    stats.unlink(missing_ok=True)
    full = {"PATH": os.environ["PATH"], "ACCEL_STATS": str(stats), "ACCEL_MIN_BYTES": "500", **env}
    argv = [str(driver), str(seed), str(rounds), mode]
    done = subprocess.run(argv, env=full, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, f"{mode}: {done.stderr[-2000:]}"
    counters: dict[str, int] = json.loads(stats.read_text().splitlines()[-1])
    return counters


def emulated(emulator: Install, scratch: Path, faults: str = "", work: str = "late") -> dict[str, str]:
    devices = [(device("qat-4xxx"), 1)]
    variables = environment(
        emulator,
        devices,
        stats=scratch / "emu",
        clock=Clock.VIRTUAL,
        faults=faults,
        work=work,
        scratch=scratch,
    )
    return {**variables, "ACCEL_TIMEOUT_MS": "5"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("headers", ["with", "without"])
def test_header_compiles_without_warnings(
    language: str, headers: str, tmp_path: Path, emulator: Install
) -> None:
    compiler, standard = language.split()
    source = tmp_path / ("use.cc" if "++" in compiler else "use.c")
    source.write_text('#include "accel_offload.h"\nint use(void);\nint use(void) { return 0; }\n')
    include = [f"-I{emulator.include}"] if headers == "with" else []
    for features in [
        *DESIGNS.values(),
        Features(isal=True, checksums=True),
        Features(isal=True, inflate=True),
        Features(isal=True, gzfiles=True),
        Features(qat=True, oneshot=True),
    ]:
        (tmp_path / "accel_offload.h").write_text(render(features, {}))
        argv = [compiler, standard, *STRICT, "-Wshadow", *include, "-fsyntax-only", source.name]
        subprocess.run(argv, cwd=tmp_path, check=True)


@pytest.fixture(scope="session")
def decoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The driver that compares inflate streams and gzip files with zlib's, under sanitizers."""
    folder = tmp_path_factory.mktemp("decoder")
    (folder / "accel_offload.h").write_text(render(ISAL, {}))
    argv = ["gcc", "-std=gnu11", *STRICT, "-fsanitize=address,undefined", f"-I{folder}"]
    subprocess.run([*argv, str(HERE / "decode.c"), "-o", str(folder / "decode"), "-lz"], check=True)
    return folder / "decode"


@pytest.mark.parametrize("device", ["auto", "off"])
@pytest.mark.parametrize("mode", ["inflate", "damaged", "members", "end", "read", "write"])
def test_streams_and_files_are_decoded_as_zlib_does(
    mode: str, device: str, decoder: Path, tmp_path: Path
) -> None:
    stats = tmp_path / "counters"
    env = {"PATH": os.environ["PATH"], "ACCEL_STATS": str(stats), "ACCEL_DEVICE": device}
    argv = [str(decoder), "3", "25", mode, str(tmp_path / "file.gz")]
    done = subprocess.run(argv, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    counted = json.loads(stats.read_text().splitlines()[-1])
    assert (counted["incore_ops"] > 0) == (device == "auto")


def test_two_files_of_one_program_share_one_copy(tmp_path: Path, emulator: Install) -> None:
    (tmp_path / "accel_offload.h").write_text(render(MERGED, {}))
    (tmp_path / "one.c").write_text(
        '#include "accel_offload.h"\nvoid *one(void) { return &accel_counters; }\n'
    )
    (tmp_path / "two.cc").write_text(
        '#include "accel_offload.h"\nextern "C" void *one(void);\n'
        "int main() { return one() == (void *)&accel_counters ? 0 : 1; }\n"
    )
    subprocess.run(["gcc", f"-I{emulator.include}", "-c", "one.c"], cwd=tmp_path, check=True)
    subprocess.run(["g++", f"-I{emulator.include}", "two.cc", "one.o", "-lz"], cwd=tmp_path, check=True)
    subprocess.run(["./a.out"], cwd=tmp_path, check=True)


@pytest.mark.parametrize("name", DESIGNS)
def test_output_inflates_to_its_input_without_a_device(
    name: str, drivers: Mapping[str, Path], tmp_path: Path
) -> None:
    env = {"ACCEL_DEVICE": "auto" if name == "isal" else "off"}
    for mode in ("pieces", "whole", "flush", "once", "threads", "fork"):
        assert drive(drivers[name], mode, env, tmp_path, seed=2)["device_ops"] == 0


@pytest.mark.parametrize(("faults", "work"), list(product(FAULTS, ["late", "eager"])))
@pytest.mark.parametrize("name", ["sync", "async", "merged"])
def test_output_inflates_to_its_input_under_every_fault(
    name: str, faults: str, work: str, drivers: Mapping[str, Path], tmp_path: Path, emulator: Install
) -> None:
    env = emulated(emulator, tmp_path, faults, work)
    ops = 0
    for mode in ("pieces", "whole", "flush", "once", "loop" if DESIGNS[name].loops else "once"):
        counters = drive(drivers[name], mode, env, tmp_path, seed=3, rounds=5)
        ops += counters["device_ops"]
    assert (ops > 0) == (faults != "absent")


@pytest.mark.parametrize("name", ["sync", "async", "merged"])
def test_threads_and_forks_share_the_device(
    name: str, drivers: Mapping[str, Path], tmp_path: Path, emulator: Install
) -> None:
    env = emulated(emulator, tmp_path)
    assert drive(drivers[name], "threads", env, tmp_path, rounds=4)["device_ops"] > 0
    assert drive(drivers[name], "fork", env, tmp_path)["device_ops"] > 0


def test_asynchronous_streams_and_loops_keep_several_requests_in_flight(
    drivers: Mapping[str, Path], tmp_path: Path, emulator: Install
) -> None:
    env = emulated(emulator, tmp_path)
    assert drive(drivers["sync"], "pieces", env, tmp_path)["max_in_flight"] == 1
    assert drive(drivers["async"], "pieces", env, tmp_path)["max_in_flight"] > 2
    assert drive(drivers["async"], "loop", env, tmp_path)["max_in_flight"] > 2
    assert drive(drivers["async"], "loop", {**env, "ACCEL_DEPTH": "2"}, tmp_path)["max_in_flight"] <= 2 * 16


def test_without_gathering_every_call_is_a_request(
    drivers: Mapping[str, Path], tmp_path: Path, emulator: Install
) -> None:
    env = emulated(emulator, tmp_path)
    gathered = drive(drivers["sync"], "pieces", env, tmp_path)
    naive = drive(drivers["sync"], "pieces", {**env, "ACCEL_MIN_BYTES": "1", "ACCEL_GATHER": "0"}, tmp_path)
    assert naive["device_ops"] > 2 * gathered["device_ops"]


def test_a_device_that_keeps_failing_is_left_alone(
    drivers: Mapping[str, Path], tmp_path: Path, emulator: Install
) -> None:
    env = emulated(emulator, tmp_path, "reset")
    counters = drive(drivers["sync"], "once", env, tmp_path, rounds=200)
    assert 0 < counters["errors"] < 60
    assert counters["cpu_ops"] > 100


def test_a_ring_full_of_requests_that_never_end_is_left_alone(
    drivers: Mapping[str, Path], tmp_path: Path, emulator: Install
) -> None:
    """Those that came back in between end no row of failures: without room they cost every later call its thousand tries."""
    env = {**emulated(emulator, tmp_path, "hang-early"), "ACCEL_MIN_BYTES": "1"}
    counters = drive(drivers["sync"], "once", env, tmp_path, rounds=900)
    assert counters["device_ops"] > 300
    assert counters["cpu_ops"] > 100
    assert 0 < counters["retries"] < 100_000


@pytest.mark.parametrize("name", ["isal", "merged"])
def test_sanitizers_find_nothing(name: str, tmp_path: Path, emulator: Install) -> None:
    flags = ("-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
    driver = build(tmp_path / "sanitized", DESIGNS[name], emulator, *flags)
    for mode in ("pieces", "whole", "flush", "once", "threads"):
        drive(driver, mode, {"ASAN_OPTIONS": "detect_leaks=0"}, tmp_path, seed=4, rounds=5)


@pytest.mark.parametrize("level", ["0", "1", "2", "3"])
@pytest.mark.parametrize("name", ["isal", "merged"])
def test_incompressible_input_fits_where_zlib_would_fit_it(
    name: str, level: str, tmp_path: Path, emulator: Install
) -> None:
    (tmp_path / "accel_offload.h").write_text(render(DESIGNS[name], {}))
    program = tmp_path / "bounds"
    argv = ["gcc", "-std=gnu11", *STRICT, f"-I{tmp_path}", f"-I{emulator.include}", str(HERE / "bounds.c")]
    subprocess.run([*argv, "-o", str(program), "-lz", "-ldl", "-lpthread"], check=True)
    knobs = {"PATH": os.environ["PATH"], "ACCEL_INCORE_LEVEL": level}
    done = subprocess.run([str(program)], env=knobs, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr

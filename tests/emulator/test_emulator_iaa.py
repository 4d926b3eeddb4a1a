"""Programs written for QPL's job interface get IAA's results, limits, codes and times."""

from __future__ import annotations

import json
import os
import random
import subprocess
import time
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from accelagent.devices import DeviceModel, device
from accelagent.emulator import Install, environment, read_stats

HERE = Path(__file__).parent
CLIENTS = HERE / "iaa"
CLOCK_READ_NS = 25  # what one clock_gettime costs on the virtual clock
COMPRESS, DECOMPRESS, CRC64 = 1, 0, 5
EXTRACT, SELECT, EXPAND, SCAN_EQ = 0x11, 0x12, 0x15, 0x20
AUTO, HARDWARE, SOFTWARE = 0, 1, 2
WHOLE, DYNAMIC, OMIT_VERIFY, GZIP, ZLIB = 3, 0x2000, 0x4000, 8, 0x80000
CANNED, NO_HDRS, FUSED = 0x400000, 0x20, 0x40


@dataclass(frozen=True)
class Iaa:
    """Runs clients on `count` emulated devices."""

    install: Install
    scratch: Path
    binaries: Path
    model: DeviceModel
    count: int = 1

    def with_parameters(self, **values: float) -> Iaa:
        parameters = dict(self.model.parameters)
        for name, value in values.items():
            parameters[name] = replace(parameters[name], value=value, low=value, high=value)
        return replace(self, model=replace(self.model, parameters=parameters))

    def ns(self, name: str) -> int:
        return round(self.model.parameter(name).value * 1e9)

    def run(
        self, *argv: object, clock: str = "fixed", work: str = "late", faults: str = ""
    ) -> tuple[str, Any]:
        room = self.scratch / f"run-{len(list(self.scratch.iterdir()))}"
        room.mkdir()
        extra = environment(
            self.install,
            [(self.model, self.count)],
            stats=room / "stats",
            clock=clock,
            work=work,
            faults=faults,
            scratch=room,
        )
        command = [str(self.binaries / str(argv[0])), *map(str, argv[1:])]
        done = subprocess.run(
            command, env={**os.environ, **extra}, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout, next((d for d in read_stats(room / "stats").devices if d.name == "iaa"), None)

    def job(
        self, data: bytes, work: str = "late", faults: str = "", clock: str = "fixed", **fields: object
    ) -> dict[str, Any]:
        """The job's fields afterwards, its output as `out`, and the device's counters as `device`."""
        source, target = self.scratch / "in", self.scratch / "out"
        source.write_bytes(data)
        text, counters = self.run(
            "job",
            source,
            target,
            *(f"{k}={v}" for k, v in fields.items()),
            clock=clock,
            work=work,
            faults=faults,
        )
        return json.loads(text) | {"out": target.read_bytes() if target.exists() else b"", "device": counters}


@pytest.fixture(scope="module")
def binaries(install: Install, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("iaa-clients")
    for source in sorted(CLIENTS.glob("*.c")):
        flags = [
            "-std=gnu11",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-O1",
            f"-I{install.include}",
            f"-L{install.lib}",
        ]
        target = str(folder / source.stem)
        subprocess.run(
            [
                "gcc",
                *flags,
                "-o",
                target,
                str(source),
                "-lqpl",
                "-lpthread",
                f"-Wl,-rpath-link,{install.lib}",
            ],
            check=True,
        )
    return folder


@pytest.fixture
def iaa(install: Install, binaries: Path, tmp_path: Path) -> Iaa:
    return Iaa(install, tmp_path, binaries, device("iaa"))


def _text(nbytes: int, seed: int = 1) -> bytes:
    words = ["engine", "queue", "descriptor", "record", "of", "the", "a", "completes", "window", "12", "\n"]
    chosen = random.Random(seed)
    return " ".join(chosen.choice(words) for _ in range(nbytes // 3)).encode()[:nbytes]


def _inflated(stream: bytes, window: int = -12) -> bytes:
    """By somebody else's decoder, which refuses distances beyond 4 KiB."""
    decoder = zlib.decompressobj(window)
    out = decoder.decompress(stream) + decoder.flush()
    assert decoder.eof
    assert not decoder.unused_data
    return out


def test_sizes_offsets_and_values_are_the_vendors(binaries):
    ours = json.loads(subprocess.run([binaries / "layout"], check=True, capture_output=True).stdout)
    assert ours == json.loads((HERE / "qpl_layout.json").read_text())


@pytest.mark.parametrize("path", [AUTO, HARDWARE, SOFTWARE])
@pytest.mark.parametrize(
    ("flags", "window"),
    [(WHOLE, -12), (WHOLE | DYNAMIC, -12), (WHOLE | GZIP, 31), (WHOLE | DYNAMIC | ZLIB, 12)],
)
def test_compressed_data_is_what_every_decoder_takes(iaa, path, flags, window):
    data = _text(30000)
    done = iaa.job(data, path=path, op=COMPRESS, flags=flags)
    assert (done["status"], done["total_in"], done["available_in"]) == (0, len(data), 0)
    assert _inflated(done["out"], window) == data
    assert done["crc"] == zlib.crc32(data)
    back = iaa.job(done["out"], path=path, op=DECOMPRESS, flags=flags)
    assert (back["status"], back["out"], back["crc"]) == (0, data, zlib.crc32(data))
    assert back["device"].ops == (0 if path == SOFTWARE else 1)


def test_own_codes_and_the_higher_level_make_smaller_streams(iaa):
    data = _text(20000)
    fixed = iaa.job(data, op=COMPRESS, flags=WHOLE)
    static = iaa.job(data, op=COMPRESS, flags=WHOLE, table=1)
    high = iaa.job(data, op=COMPRESS, flags=WHOLE, path=SOFTWARE, level=3)
    assert _inflated(static["out"]) == _inflated(high["out"]) == data
    assert static["total_out"] < fixed["total_out"]
    assert high["total_out"] < fixed["total_out"]
    assert iaa.job(data, op=COMPRESS, flags=WHOLE, level=3)["status"] == 87
    assert iaa.job(data, op=COMPRESS, flags=WHOLE, level=3, path=AUTO)["device"].ops == 0


def test_a_table_made_from_a_sample_has_codes_for_any_data(iaa):
    data = b"abc" * 100 + random.Random(5).randbytes(3000)
    done = iaa.job(data, op=COMPRESS, flags=WHOLE, table=90)
    assert (done["status"], _inflated(done["out"])) == (0, data)


def _lengths_that_cross(between: int) -> bytes:
    """A dynamic block with the letter A, in whose header a run of zero lengths goes from one table into the other."""
    bits: list[int] = []

    def put(value: int, width: int) -> None:
        bits.extend(value >> i & 1 for i in range(width))

    def zeros(count: int) -> None:  # the code of symbol 18, whose extra bits count from 11
        put(1, 1)
        put(count - 11, 7)

    put(0b101, 3)
    put(260 - 257, 5)
    put(10 - 1, 5)
    put(18 - 4, 4)
    for symbol in (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1):
        put(1 if symbol in (1, 18) else 0, 3)
    zeros(65)
    put(0, 1)
    zeros(138)
    zeros(256 - 66 - 138)
    put(0, 1)
    zeros(between)
    put(0, 1)
    put(1, 1)
    return bytes(sum(bit << i for i, bit in enumerate(bits[at : at + 8])) for at in range(0, len(bits), 8))


def test_the_device_takes_no_run_of_lengths_that_crosses_tables(iaa):
    stream = _lengths_that_cross(13)
    assert _inflated(stream) == b"A"
    assert iaa.job(stream, op=DECOMPRESS, flags=WHOLE)["status"] == 206
    done = iaa.job(stream, op=DECOMPRESS, flags=WHOLE, path=SOFTWARE)
    assert (done["status"], done["out"]) == (0, b"A")
    assert iaa.job(stream, op=DECOMPRESS, flags=WHOLE, path=AUTO)["out"] == b"A"


def test_extracted_bits_as_indices_begin_at_the_initial_one(iaa):
    fields = {
        "src1_bit_width": 1,
        "num_input_elements": 8,
        "param_low": 0,
        "param_high": 7,
        "out_bit_width": 1,
    }
    done = iaa.job(bytes([0b1010]), op=EXTRACT, initial_output_index=40, **fields)
    assert (done["status"], done["out"]) == (0, bytes([41, 43]))


def test_incompressible_data_is_stored_when_it_has_to_fit(iaa):
    data = random.Random(3).randbytes(70000)
    done = iaa.job(data, op=COMPRESS, flags=WHOLE, room=len(data) + 50)
    assert (done["status"], _inflated(done["out"])) == (0, data)
    assert iaa.job(data, op=COMPRESS, flags=WHOLE, room=len(data) - 1)["status"] == 2


@pytest.mark.parametrize("path", [AUTO, HARDWARE, SOFTWARE])
def test_a_distance_beyond_4_kib_is_refused(iaa, path):
    data = random.Random(4).randbytes(6000) * 2
    stream = zlib.compress(data, 9, wbits=-15)
    assert iaa.job(stream, path=path, op=DECOMPRESS, flags=WHOLE)["status"] == 217
    narrow = zlib.compressobj(9, zlib.DEFLATED, -12)
    assert (
        iaa.job(narrow.compress(data) + narrow.flush(), path=path, op=DECOMPRESS, flags=WHOLE)["out"] == data
    )


def test_times_are_the_models_to_the_nanosecond(iaa):
    data, ns = _text(4096), iaa.ns
    host = ns("submit_s") + ns("poll_s")
    engine = ns("latency_s") + ns("setup_s")
    rate = iaa.model.parameter("engine_bandwidth").value
    plain = iaa.job(data, op=COMPRESS, flags=WHOLE | OMIT_VERIFY)
    assert plain["ns"] == host + engine + round(4096e9 / rate) + CLOCK_READ_NS
    again = iaa.job(data, op=COMPRESS, flags=WHOLE)
    inflate = iaa.model.parameter("decompress_engine_bandwidth").value
    assert again["ns"] == plain["ns"] + host + engine + round(4096e9 / inflate)
    back = iaa.job(plain["out"], op=DECOMPRESS, flags=WHOLE)
    assert back["ns"] == host + engine + round(4096e9 / inflate) + CLOCK_READ_NS
    software = iaa.job(data, op=COMPRESS, flags=WHOLE, path=SOFTWARE)
    assert software["ns"] == CLOCK_READ_NS + round(
        4096e9 / iaa.model.parameter("software_compress_bandwidth").value
    )


def test_the_destination_belongs_to_the_device_until_completion(iaa):
    data = _text(5000)
    late = iaa.job(data, op=COMPRESS, flags=WHOLE, wait=1)
    assert (late["status"], late["first_seen"], late["beyond"]) == (0, 0xA5, 0x11)
    assert late["polls"] > 0
    early = iaa.job(data, op=COMPRESS, flags=WHOLE, wait=1, work="eager")
    assert early["first_seen"] == early["out"][0]
    assert early["out"] == late["out"]


@pytest.mark.parametrize(
    ("faults", "path", "status"),
    [
        ("absent", AUTO, 0),
        ("slow", HARDWARE, 0),
    ],
)
def test_injected_faults_reach_the_program(iaa, faults, path, status):
    done = iaa.job(_text(4096), op=COMPRESS, flags=WHOLE, path=path, faults=faults)
    assert done["status"] == status
    if faults == "slow":
        assert done["ns"] > 10 * iaa.job(_text(4096), op=COMPRESS, flags=WHOLE)["ns"]


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("overflow", 2),  # more output needed
        ("queue-full", 5),  # queues are busy
        ("verify", 229),
        ("page-fault", 303),
        ("error", 332),
        ("reset", 332),
        ("hang", 336),  # the watchdog
    ],
)
@pytest.mark.parametrize("clock", ["fixed", "real"])
def test_each_fault_has_the_librarys_status(iaa, tmp_path, kind, status, clock):
    rules = tmp_path / "rules.toml"
    rules.write_text(f'[[fault]]\nkind = "{kind}"\nfirst = 0\ncount = 1\n')
    hit = iaa.job(_text(4096), op=COMPRESS, flags=WHOLE, path=HARDWARE, faults=str(rules), clock=clock)
    assert hit["status"] == status
    # With the automatic path the library does it again on the processor, but for want of room.
    again = iaa.job(_text(4096), op=COMPRESS, flags=WHOLE, path=AUTO, faults=str(rules), clock=clock)
    assert again["status"] == (status if kind == "overflow" else 0)


def test_a_corrupted_completion_says_success_with_other_bytes(iaa, tmp_path):
    rules = tmp_path / "rules.toml"
    rules.write_text('[[fault]]\nkind = "corrupt"\n')
    good, bad = (iaa.job(_text(4096), op=COMPRESS, flags=WHOLE, faults=f) for f in ("", str(rules)))
    assert (good["status"], bad["status"]) == (0, 0)
    assert good["out"] != bad["out"]


_PACKED = {"src1_bit_width": 8, "num_input_elements": 9000}


@pytest.mark.parametrize(
    "fields",
    [
        {"op": COMPRESS, "flags": WHOLE},
        {"op": COMPRESS, "flags": WHOLE | DYNAMIC | GZIP, "wait": 1},
        {"op": COMPRESS, "flags": WHOLE, "room": 900},  # a full output
        {"op": COMPRESS, "flags": WHOLE, "touch": 0},  # pages that have to be brought in
        {"op": DECOMPRESS, "flags": WHOLE},  # no stream at all
        {"op": CRC64, "crc64_poly": 0x42F0E1EBA9EA3693},
        {"op": SCAN_EQ, "param_low": 32, **_PACKED},
        {"op": EXTRACT, "param_low": 9, "param_high": 4000, "wait": 1, **_PACKED},
        {"op": EXTRACT, "param_low": 9, "param_high": 4, **_PACKED},  # nothing to do
    ],
)
def test_a_job_on_the_helper_core_is_one_on_any_clock(iaa, fields):
    real, fixed = (iaa.job(_text(9000), clock=clock, **fields) for clock in ("real", "fixed"))
    told = {"status", "total_in", "total_out", "crc", "xor", "crc64", "first", "last", "sum", "out"}
    assert {k: real[k] for k in told} == {k: fixed[k] for k in told}
    counted = ("ops", "errors", "bytes_in", "bytes_out", "faults", "max_in_flight")
    assert [getattr(real["device"], k) for k in counted] == [getattr(fixed["device"], k) for k in counted]


def test_the_helper_core_finds_pages_itself(iaa):
    done = iaa.job(bytes(100), op=COMPRESS, flags=WHOLE, null=4, available_in=64, clock="real")
    assert (done["status"], done["device"].errors) == (303, 1)


def test_jobs_on_the_helper_core_take_wall_time_and_no_model(iaa):
    hours = iaa.with_parameters(latency_s=3600.0, setup_s=3600.0, submit_s=3600.0)
    begin = time.monotonic()
    done = hours.job(_text(1 << 20), op=COMPRESS, flags=WHOLE, clock="real")
    assert done["status"] == 0
    assert 0 < done["device"].busy_s <= done["ns"] * 1e-9 <= time.monotonic() - begin


def test_an_absent_device_is_said_at_initialisation(iaa):
    done = iaa.job(b"x", op=COMPRESS, flags=WHOLE, faults="absent")
    assert done["init"] == 503


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"op": 2}, 51),
        ({"op": COMPRESS, "flags": WHOLE, "null": 1}, 50),
        ({"op": COMPRESS, "flags": WHOLE, "null": 2}, 50),
        ({"op": COMPRESS, "flags": WHOLE, "null": 8}, 59),
        ({"op": COMPRESS, "flags": WHOLE, "available_in": 0}, 57),
        ({"op": COMPRESS, "flags": WHOLE, "available_out": 0}, 57),
        ({"op": COMPRESS, "flags": WHOLE, "level": 2}, 87),
        ({"op": COMPRESS, "flags": WHOLE | 0x10}, 56),
        ({"op": COMPRESS, "flags": WHOLE | NO_HDRS}, 52),
        ({"op": COMPRESS, "flags": WHOLE | CANNED}, 50),
        ({"op": COMPRESS, "flags": 2 | DYNAMIC}, 83),
        ({"op": COMPRESS, "flags": WHOLE, "null": 4, "available_in": 64}, 303),
        ({"op": DECOMPRESS, "flags": WHOLE | GZIP | ZLIB}, 56),
        ({"op": DECOMPRESS, "flags": WHOLE, "ignore_end_bits": 8}, 55),
        ({"op": DECOMPRESS, "flags": WHOLE, "decomp_end_processing": 7}, 85),
        ({"op": DECOMPRESS, "flags": WHOLE | GZIP}, 104),
        ({"op": CRC64}, 60),
        ({"op": SCAN_EQ, "src1_bit_width": 8}, 57),
        ({"op": SCAN_EQ, "src1_bit_width": 33, "num_input_elements": 1}, 231),
        ({"op": SCAN_EQ, "src1_bit_width": 8, "num_input_elements": 101}, 232),
        ({"op": SCAN_EQ, "src1_bit_width": 1, "num_input_elements": 800, "out_bit_width": 1}, 221),
        ({"op": SCAN_EQ, "src1_bit_width": 8, "num_input_elements": 9, "available_out": 1}, 225),
        ({"op": SCAN_EQ, "src1_bit_width": 8, "num_input_elements": 9, "parser": 3}, 71),
        ({"op": SCAN_EQ, "src1_bit_width": 8, "num_input_elements": 9, "out_bit_width": 4}, 72),
        ({"op": SCAN_EQ, "src1_bit_width": 8, "num_input_elements": 9, "drop_initial_bytes": 101}, 75),
        ({"op": SELECT, "src1_bit_width": 8, "src2_bit_width": 1, "num_input_elements": 9}, 50),
    ],
)
def test_misuse_gets_the_vendors_code(iaa, fields, status):
    assert iaa.job(bytes(range(100)), **fields)["status"] == status


def _packed(values: list[int], width: int, big_endian: bool = False) -> bytes:
    if big_endian:
        bits = "".join(f"{v:0{width}b}" for v in values)
        bits += "0" * (-len(bits) % 8)
        return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))
    number = sum(v << (i * width) for i, v in enumerate(values))
    return number.to_bytes((len(values) * width + 7) // 8, "little")


@pytest.mark.parametrize("width", [1, 3, 8, 13, 32])
@pytest.mark.parametrize("parser", [0, 1])
@pytest.mark.parametrize("path", [HARDWARE, SOFTWARE])
def test_filters_are_what_the_definition_says(iaa, width, parser, path):
    chosen = random.Random(width)
    values = [chosen.randrange(1 << width) for _ in range(77)]
    low, high = sorted(chosen.randrange(1 << width) for _ in range(2))
    data = _packed(values, width, parser == 1)
    fields = {"src1_bit_width": width, "num_input_elements": 77, "parser": parser, "path": path}
    compare = {0: "==", 1: "!=", 2: "<", 3: "<=", 4: ">", 5: ">="}
    for number, operator in compare.items():
        hits = [int(eval(f"{v} {operator} {low}")) for v in values]
        done = iaa.job(data, op=SCAN_EQ + number, param_low=low, **fields)
        assert (done["status"], done["out"]) == (0, _packed(hits, 1))
        assert done["sum"] == sum(hits)
    inside = [int(low <= v <= high) for v in values]
    listed = iaa.job(data, op=0x26, param_low=low, param_high=high, out_bit_width=2, **fields)
    assert listed["out"] == b"".join(i.to_bytes(2, "little") for i, hit in enumerate(inside) if hit)
    part = iaa.job(data, op=EXTRACT, param_low=5, param_high=40, out_bit_width=0, **fields)
    assert part["out"] == _packed(values[5:41], width)
    if width > 1:
        assert (part["first"], part["last"]) == (min(values[5:41]), max(values[5:41]))


@pytest.mark.parametrize("path", [HARDWARE, SOFTWARE])
def test_select_and_expand_undo_one_another(iaa, path, tmp_path):
    values, mask = list(range(100, 164)), [int(i % 3 == 0) for i in range(64)]
    (tmp_path / "mask").write_bytes(_packed(mask, 1))
    fields = {"src1_bit_width": 8, "src2_bit_width": 1, "num_input_elements": 64, "path": path}
    fields["src2"] = tmp_path / "mask"
    kept = iaa.job(bytes(values), op=SELECT, **fields)
    assert kept["out"] == bytes(v for v, m in zip(values, mask, strict=True) if m)
    spread = iaa.job(kept["out"], op=EXPAND, **fields)
    assert spread["out"] == bytes(v * m for v, m in zip(values, mask, strict=True))


def test_a_filter_reads_compressed_columns(iaa):
    column = b"head" + bytes(i % 7 for i in range(5000))
    stream = iaa.job(column, op=COMPRESS, flags=WHOLE | DYNAMIC)["out"]
    fields = {"src1_bit_width": 8, "num_input_elements": 5000, "drop_initial_bytes": 4, "param_low": 3}
    fused = iaa.job(stream, op=SCAN_EQ, flags=FUSED, **fields)
    plain = iaa.job(column, op=SCAN_EQ, **fields)
    assert fused["out"] == plain["out"]
    assert (fused["status"], fused["sum"]) == (0, sum(i % 7 == 3 for i in range(5000)))


def test_parquet_runs_are_parsed(iaa):
    runs = bytes([3, 20 << 1, 5, (1 << 1) | 1]) + _packed(list(range(8)), 3)
    done = iaa.job(runs, op=SCAN_EQ, parser=2, num_input_elements=28, param_low=5)
    assert (done["status"], done["sum"]) == (0, 21)
    # what ends between two runs is too short, what ends within one is malformed
    assert iaa.job(runs, op=SCAN_EQ, parser=2, num_input_elements=29, param_low=5)["status"] == 232
    assert iaa.job(runs[:-1], op=SCAN_EQ, parser=2, num_input_elements=29, param_low=5)["status"] == 220


@pytest.mark.parametrize(
    ("polynomial", "flags", "value"),
    [
        (0x04C11DB700000000, 0x30000, 0xCBF43926),
        (0x42F0E1EBA9EA3693, 0, 0x6C40DF5F0B497347),
        (0x8BB7000000000000, 0, 0xD0DB << 48),
    ],
)
def test_crc64_gives_the_catalogued_check_values(iaa, polynomial, flags, value):
    done = iaa.job(b"123456789", op=CRC64, crc64_poly=polynomial, flags=flags)
    assert (done["status"], done["crc64"]) == (0, value)

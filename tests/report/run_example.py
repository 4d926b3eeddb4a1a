"""A hand-made run of two services with every kind of node, rejection, arm and plan entry; the numbers are invented."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from accelagent.domain import (
    Arm,
    Assignment,
    Budget,
    Candidate,
    Clock,
    Consideration,
    Counters,
    Declined,
    Design,
    DeviceUse,
    Estimate,
    Execution,
    Family,
    Gate,
    Goal,
    Identification,
    Kind,
    Knob,
    Measured,
    Metric,
    Objective,
    Outcome,
    Patch,
    Plan,
    Prediction,
    Reason,
    Region,
    Rejected,
    Run,
    Sense,
    Service,
    ServiceRun,
    Sizes,
    Spec,
    Subtree,
    Tier,
    Trial,
    Verdict,
    Workload,
    digest,
)

SOURCE = """#include "png_writer.h"
#include <zlib.h>

/* One zlib stream per frame; rows are handed over as they are filtered. */
static int write_row(struct png_writer *w, const uint8_t *row, size_t n)
{
    w->zs.next_in = (Bytef *)row;
    w->zs.avail_in = (uInt)n;
    while (w->zs.avail_in > 0) {
        int rc = deflate(&w->zs, Z_NO_FLUSH);
        if (rc != Z_OK && rc != Z_BUF_ERROR) {
            return -1;
        }
        if (w->zs.avail_out == 0 && png_flush_idat(w) < 0) {
            return -1;
        }
    }
    return 0;
}
"""

THROUGHPUT = Objective(Metric.THROUGHPUT, Sense.MAXIMIZE, text="maximize throughput")
SIZE_BOUND = Objective(Metric.OUTPUT_SIZE, Sense.AT_MOST, 1.3, True, text="output_size <= 1.30x")
P99 = Objective(Metric.LATENCY_P99, Sense.MINIMIZE, text="minimize latency_p99")
CPU_BOUND = Objective(Metric.CPU_TIME, Sense.AT_MOST, 1.0, True, text="cpu_time <= 1.0x")


def sources(service: str, path: str) -> str | None:
    """The baseline text of the one file that the example's patches change."""
    return SOURCE if path == "png_writer.c" else None


def estimate(
    metric: Metric, base: float, ratio: float, width: float, clock: Clock = Clock.VIRTUAL
) -> Estimate:
    """An estimate with invented but consistent samples; `width` is the half width of the interval."""
    noise = random.Random(f"{metric}{base}{ratio}{width}")
    samples = tuple((base, base * ratio * (1 + noise.uniform(-width, width))) for _ in range(11))
    return Estimate(metric, clock, base * ratio, base, ratio, ratio - width, ratio + width, 11, samples)


def gates(failed: str = "") -> tuple[Gate, ...]:
    """The gates up to the failed one; sanitizers are skipped."""
    passed = []
    for name, seconds in (("policy", 0.0), ("build", 1.4), ("test", 0.8), ("verify", 0.6), ("offload", 0.3)):
        passed.append(Gate(name, "failed" if name == failed else "passed", "", seconds))
        if name == failed:
            return tuple(passed)
    why = "the project describes no sanitizer build"
    return (*passed, Gate("sanitizers", "skipped", why), Gate("profile", "passed", "11 pairs", 9.1))


def measured(
    ratios: Sequence[tuple[Metric, float, float, float]],
    device: float = 0.0,
    incore: float = 0.0,
    wall: bool = False,
) -> Measured:
    """Estimates from (metric, baseline, ratio, half width) and counters from the shares of 100 MB."""
    estimates = [estimate(*r) for r in ratios]
    if wall:
        metric, base, ratio, width = ratios[0]
        estimates.append(estimate(metric, base, ratio * 0.97, width * 1.4, Clock.WALL))
    total = 100_000_000
    counters = Counters(
        device_ops=int(device * 1600),
        device_bytes=int(device * total),
        incore_ops=int(incore * 1600),
        incore_bytes=int(incore * total),
        cpu_bytes=int((1 - device - incore) * total),
        retries=12 if device else 0,
        max_in_flight=8 if device else 0,
        device_busy_s=0.09 * device,
        waited_s=0.02 * device,
        items=300,
    )
    return Measured(tuple(estimates), counters, gates(), Tier.FULL)


class Trials:
    """Collects the trials of one service; `add` returns the id of the new node."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.list: list[Trial] = []

    def add(
        self,
        kind: Kind,
        recipe: str,
        parents: Sequence[str],
        outcome: Outcome,
        goals: Sequence[str],
        **knobs: Knob,
    ) -> str:
        key = f"{self.service[:2]}{len(self.list):02d}{hash_of(recipe, knobs)}"
        patch = Patch((("png_writer.c", patched()), ("accel_offload.h", "/* support */\n")), ("r1", "r2"))
        candidate = Candidate(
            id=key,
            service=self.service,
            kind=kind,
            design=Design(recipe).with_knobs(**knobs),
            objectives=tuple(goals),
            parents=tuple(parents),
            patch=None if kind is Kind.ROOT else patch,
            commit=digest([self.service, len(self.list)], 40),
        )
        tier = outcome.tier if isinstance(outcome, Measured) else Tier.QUICK
        self.list.append(Trial(candidate, outcome, tier, 12.5))
        return key


def hash_of(recipe: str, knobs: object) -> str:
    return f"{random.Random(f'{recipe}{knobs}').getrandbits(24):06x}"


def patched() -> str:
    return SOURCE.replace("#include <zlib.h>", '#include <zlib.h>\n#include "accel_offload.h"').replace(
        "deflate(&w", "accel_deflate(&w"
    )


def photo(throughput: float, size: float, cpu: float, width: float = 0.03, **more: float | bool) -> Measured:
    """Ratios of a thumbnailer candidate."""
    ratios = [
        (Metric.THROUGHPUT, 412.0, throughput, width),
        (Metric.OUTPUT_SIZE, 41_300_000.0, size, 0.0),
        (Metric.CPU_TIME, 0.00243, cpu, width / 2),
        (Metric.LATENCY_P99, 0.0031, 1 / throughput, width / throughput),
    ]
    return measured(ratios, **more)  # type: ignore[arg-type]  # shares and a flag


def store(p99: float, cpu: float, throughput: float, width: float = 0.02, **more: float | bool) -> Measured:
    """Ratios of a session-store candidate."""
    ratios = [
        (Metric.LATENCY_P99, 0.000812, p99, width),
        (Metric.CPU_TIME, 0.0000214, cpu, width / 2),
        (Metric.THROUGHPUT, 46_700.0, throughput, width),
        (Metric.OUTPUT_SIZE, 9_120_000.0, 1.0 if throughput == 1.0 else 1.04, 0.0),
    ]
    return measured(ratios, **more)  # type: ignore[arg-type]  # shares and a flag


LOG = "cc -O2 -c png_writer.c\npng_writer.c:14:9: error: 'w' undeclared (first use in this function)\nmake: *** [png_writer.o] Error 1\n"


def thumbnailer_trials() -> tuple[list[Trial], dict[str, str]]:
    t, fast, small = Trials("thumbnailer"), [THROUGHPUT.text], [SIZE_BOUND.text]
    root = t.add(Kind.ROOT, "", [], photo(1.0, 1.0, 1.0, 0.0), [])
    incore = t.add(
        Kind.LEAF,
        "incore-isal",
        [root],
        photo(3.1, 1.21, 0.33, 0.06, incore=1.0, wall=True),
        fast,
        incore_level=1,
    )
    t.add(
        Kind.REFINE,
        "incore-isal",
        [incore],
        photo(2.61, 1.12, 0.41, 0.05, incore=1.0, wall=True),
        fast,
        incore_level=3,
    )
    t.add(
        Kind.LEAF,
        "offload-sync",
        [root],
        photo(1.004, 1.06, 0.71, 0.03, device=0.97),
        fast,
        block_bytes=4096,
        min_bytes=1,
    )
    sync = t.add(
        Kind.LEAF, "offload-sync", [root], photo(2.4, 1.06, 0.38, 0.05, device=0.99), fast, block_bytes=65536
    )
    asyn = t.add(
        Kind.LEAF,
        "offload-async",
        [root],
        photo(3.9, 1.07, 0.28, 0.08, device=0.99),
        fast,
        block_bytes=65536,
        depth=4,
    )
    deep = t.add(
        Kind.REFINE,
        "offload-async",
        [asyn],
        photo(4.6, 1.06, 0.26, 0.09, device=0.99),
        fast,
        block_bytes=131072,
        depth=8,
    )
    t.add(
        Kind.REFINE,
        "offload-async",
        [asyn],
        Rejected("verify", "frame 17 differs after decoding at byte 40,961", LOG, gates("verify")),
        fast,
        block_bytes=16384,
        depth=16,
    )
    t.add(
        Kind.REFINE,
        "offload-async",
        [sync],
        Rejected("build", "cc exited with 1: 'w' undeclared", LOG, gates("build")),
        fast,
        depth=2,
    )
    t.add(Kind.LEAF, "lower-level", [root], photo(2.05, 1.38, 0.52, 0.04), small, level=1)
    merge = t.add(
        Kind.MERGE,
        "incore-isal+offload-async",
        [deep, incore],
        photo(4.72, 1.07, 0.24, 0.09, device=0.93, incore=0.07),
        [*fast, *small],
        block_bytes=131072,
        depth=8,
        min_bytes=8192,
        incore_level=1,
    )
    t.add(
        Kind.REFINE,
        "incore-isal+offload-async",
        [merge],
        photo(4.70, 1.07, 0.24, 0.09, device=0.9, incore=0.1),
        fast,
        block_bytes=131072,
        depth=16,
        min_bytes=16384,
        incore_level=1,
    )
    return t.list, {"root": root, "incore": incore, "asyn": asyn, "deep": deep, "merge": merge, "sync": sync}


def store_trials() -> tuple[list[Trial], dict[str, str]]:
    t, goal = Trials("session-store"), [P99.text]
    root = t.add(Kind.ROOT, "", [], store(1.0, 1.0, 1.0, 0.0), [])
    t.add(Kind.LEAF, "offload-sync", [root], store(2.7, 1.9, 0.48, 0.1, device=0.9), goal, min_bytes=1)
    gated = t.add(
        Kind.LEAF, "offload-sync", [root], store(0.55, 0.83, 1.18, device=0.4), goal, min_bytes=16384
    )
    incore = t.add(
        Kind.LEAF, "incore-isal", [root], store(0.61, 0.46, 1.9, incore=1.0, wall=True), goal, incore_level=1
    )
    t.add(
        Kind.REFINE, "incore-isal", [incore], store(0.62, 0.47, 1.88, 0.03, incore=1.0), goal, incore_level=2
    )
    t.add(
        Kind.LEAF,
        "offload-async",
        [root],
        Rejected("faults", "with the device absent the snapshot test times out", "", gates("test")),
        goal,
        depth=8,
    )
    merge = t.add(
        Kind.MERGE,
        "incore-isal+offload-sync",
        [gated, incore],
        store(0.49, 0.44, 1.97, device=0.4, incore=0.6),
        [*goal, CPU_BOUND.text],
        min_bytes=16384,
        incore_level=1,
    )
    return t.list, {"root": root, "gated": gated, "incore": incore, "merge": merge}


def region(key: str, service: str, verdict: Verdict, **changes: object) -> Region:
    """A deflate region of the example's source."""
    base = Region(
        id=key,
        service=service,
        path="png_writer.c",
        function="write_row",
        start_line=9,
        end_line=17,
        language="c",
        operation=Family.COMPRESS,
        algorithm="deflate",
        interface="zlib-stream",
        calls=(),
        devices=("qat-4xxx", "isal"),
        verdict=verdict,
        min_bytes=1180,
        execution_model=Execution.ASYNC,
        confidence=0.86,
        sizes=Sizes(1, 3841, 3841, "row of 1280 RGB pixels and a filter byte"),
        loop_depth=2,
        callers=("png_write_frame",),
        reasons=(
            Reason(
                "3.8 KiB per call, gathered to 64 KiB: 1.5 ms on a core against 105 µs on qat-4xxx (90–140)",
                "qat-break-even",
            ),
            Reason("one request in flight would leave seven of eight engines idle", "sync-vs-async"),
        ),
        considerations=(
            Consideration(
                "the device is stateless: each block ends the history window",
                "qat-stateless",
                "offload-async",
            ),
            Consideration("output grows by the block headers; keep the bound", "output-bound", "verify"),
        ),
    )
    return replace(base, **changes)  # type: ignore[arg-type]  # fields of Region


def service(name: str, objectives: tuple[Objective, ...], unit: str) -> Service:
    return Service(
        name=name,
        source=Path(name),
        build="make",
        test="make check",
        verify="sh {baseline}/compare.sh {baseline} {candidate}",
        workload=Workload("./bench --frames 300", 300, unit),
        devices=("qat", "isal"),
        objectives=objectives,
        load=900.0,
    )


def thumbnailer_run() -> tuple[ServiceRun, dict[str, str]]:
    trials, ids = thumbnailer_trials()
    crc = region(
        "r2",
        "thumbnailer",
        Verdict.AVOID,
        function="png_chunk_end",
        path="png_chunk.c",
        operation=Family.CRC,
        algorithm="crc32",
        min_bytes=None,
        execution_model=None,
        considerations=(),
        reasons=(Reason("4 KiB per call: 1.1 µs in core, less than one submit", "crc-in-core"),),
    )
    run = ServiceRun(
        service=service("thumbnailer", (THROUGHPUT, SIZE_BOUND), "frame"),
        identification=Identification(
            Path("thumbnailer"),
            (region("r1", "thumbnailer", Verdict.OFFLOAD), crc),
            9,
            1432,
            0.21,
            ("gen.c: 9 MB, more than 8 MB",),
        ),
        trials=tuple(trials),
        best=((THROUGHPUT.text, ids["merge"]), (SIZE_BOUND.text, ids["deep"])),
        front=(ids["deep"], ids["merge"], ids["root"]),
        selected=ids["merge"],
        noise=(
            estimate(Metric.THROUGHPUT, 412.0, 1.002, 0.011),
            estimate(Metric.CPU_TIME, 0.00243, 0.999, 0.006),
        ),
        arms=(
            Arm(
                "naive synchronous offload",
                "each deflate call waits for the device",
                photo(0.74, 1.31, 0.9, 0.03, device=1.0),
            ),
            Arm("zlib level 1", "what a lower level alone would give", photo(2.05, 1.38, 0.52, 0.04)),
            Arm("zlib-ng", "not packaged on this machine", None),
        ),
        declined=(
            Declined(
                "offload-loop",
                "no counted loop of independent one-shot calls",
                (("r1", "a stream, not one-shot"),),
            ),
        ),
    )
    return run, ids


def store_run() -> tuple[ServiceRun, dict[str, str]]:
    trials, ids = store_trials()
    name = "session-store"
    regions = (
        region(
            "r3",
            name,
            Verdict.CONDITIONAL,
            path="record.c",
            function="record_put",
            min_bytes=16384,
            execution_model=Execution.SYNC,
        ),
        region(
            "r4",
            name,
            Verdict.AVOID,
            path="log.c",
            function="log_copy",
            operation=Family.COPY,
            algorithm="memcpy",
            min_bytes=None,
        ),
    )
    run = ServiceRun(
        service=service(name, (P99, CPU_BOUND), "request"),
        identification=Identification(Path(name), regions, 12, 2210, 0.3),
        trials=tuple(trials),
        best=((P99.text, ids["merge"]), (CPU_BOUND.text, ids["merge"])),
        front=(ids["merge"],),
        selected=ids["merge"],
        noise=(estimate(Metric.LATENCY_P99, 0.000812, 1.01, 0.03),),
    )
    return run, ids


def plan(photo_ids: dict[str, str], store_ids: dict[str, str]) -> Plan:
    p, s = photo_ids, store_ids
    return Plan(
        goal="maximize throughput(thumbnailer) subject to latency_p99(session-store) <= 1.2x and cpu_time <= 0.8x",
        feasible=True,
        assignments=(
            Assignment(
                "thumbnailer",
                p["merge"],
                Design("incore-isal+offload-async").with_knobs(
                    block_bytes=131072, depth=8, min_bytes=8192, incore_level=1
                ),
                "qat",
                Execution.ASYNC,
                "dc0 dc1 dc2",
                3,
                1,
                0.62,
                8192,
                (("ACCEL_BLOCK_BYTES", "131072"), ("ACCEL_DEPTH", "8")),
            ),
            Assignment(
                "session-store",
                s["incore"],
                Design("incore-isal").with_knobs(incore_level=1),
                "cpu",
                Execution.IN_CORE,
                "",
                0,
                0,
                0.0,
                0,
                (("ACCEL_INCORE_LEVEL", "1"),),
            ),
        ),
        subtrees=(
            Subtree(
                "thumbnailer",
                p["root"],
                (p["root"], p["asyn"], p["deep"], p["incore"], p["merge"]),
                (p["root"], p["asyn"], p["deep"], p["merge"]),
                "qat/async",
                ((p["sync"], "dominated by 6 in throughput and CPU time"),),
            ),
            Subtree(
                "session-store",
                s["root"],
                (s["root"], s["incore"]),
                (s["root"], s["incore"]),
                "cpu/in-core",
                ((s["merge"], "its bursts delay thumbnailer's blocks on qat by 40 µs"),),
            ),
        ),
        predictions=(
            Prediction("thumbnailer", "throughput", 1940.0, "item/s", 4.71, "", None),
            Prediction(
                "session-store",
                "latency_p99",
                0.000497,
                "s",
                0.612,
                "latency_p99(session-store) <= 1.2x",
                True,
            ),
            Prediction("", "cpu_time", 0.31, "x", 0.31, "cpu_time <= 0.8x", True),
        ),
        certificate="exact: 24 combinations, 9 generated, 11 pruned by dominance, 4 by capacity",
        given_up=(
            "session-store: candidate 6 (p99 0.49×) is better alone; on the shared qat it costs thumbnailer 6 % throughput",
        ),
        lints=("thumbnailer: depth 8 on 3 instances keeps 24 requests in flight; the ring holds 64 each",),
        alternatives=("thumbnailer on isal only: 3.1× throughput and no device",),
        validation="replayed together on one emulated qat: predictions within 4 %",
        device_utilisation=(("qat", 0.62), ("isal", 0.0)),
    )


def example_run() -> Run:
    """The whole run."""
    (photo_run, photo_ids), (sessions, store_ids) = thumbnailer_run(), store_run()
    goal = plan(photo_ids, store_ids).goal
    bounds = (replace(P99, sense=Sense.AT_MOST, bound=1.2, relative=True, service="session-store"),)
    spec = Spec(
        path=Path("accel.yaml"),
        application="photo-service",
        services=(photo_run.service, sessions.service),
        devices=(DeviceUse("qat", "qat-4xxx"), DeviceUse("isal", "isal")),
        goal=Goal(goal, (replace(THROUGHPUT, service="thumbnailer"),), bounds),
        budget=Budget(),
    )
    return Run(
        id="20260301-101500-7f3a",
        spec=spec,
        backend="emulated",
        seed=7,
        tier=Tier.FULL,
        machine=(("cpu", "AMD EPYC 7B13, 2 cores"), ("kernel", "Linux 6.1"), ("compiler", "gcc 12.2")),
        services=(photo_run, sessions),
        plan=plan(photo_ids, store_ids),
        seconds=734.0,
        notes=("callgrind is not installed: close candidates were not ranked by instruction counts",),
    )

"""Speed of the composition model and its error against queueing theory."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace
from statistics import median

from accelagent.bench._part import Figure, Part
from accelagent.orchestrator.model import wait
from accelagent.orchestrator.simulation.fast import lindley, waits
from accelagent.orchestrator.simulation.kernel import Simulated, simulate
from accelagent.orchestrator.simulation.scenario import Group, Law, Queue, Scenario, ServiceLoad, Step
from accelagent.orchestrator.simulation.topology import application

_JOBS = 1_000_000
_REPEATS = 3
_FLOOR = "models.md §7, V22"


def run() -> tuple[Figure, ...]:
    """Jobs per second on one core, errors against formulas, and cost by the number of services."""
    simulate(_queue(1, 0.5, 100))  # compiles, if need be, outside the measurement
    return (*_speed(), *_errors(), *_scaling())


def _queue(
    engines: int, utilisation: float, jobs: float, law: Law = Law.LOGNORMAL, burst: int = 1, scv: float = 2.0
) -> Scenario:
    rate = engines * utilisation
    load = ServiceLoad(
        "x",
        rate=rate,
        burst=burst,
        asynchronous=True,
        threads=1 << 20,
        steps=(Step(0, 1.0, law=law, scv=scv),),
    )
    return Scenario((load,), (Queue(0),), (Group(engines),), until_s=jobs / rate, warmup_s=0.05 * jobs / rate)


def _speed() -> tuple[Figure, ...]:
    import numpy as np

    draw = np.random.default_rng(1)
    services = draw.lognormal(-0.5 * math.log(3), math.sqrt(math.log(3)), _JOBS)
    arrivals = np.cumsum(draw.exponential(1.25, _JOBS))
    loop = _rates(lambda: simulate(_queue(4, 0.8, _JOBS)).services[0].finished)
    one = _rates(lambda: len(lindley(arrivals, services)))
    four = _rates(lambda: len(waits(arrivals / 4, services, 4)))
    target = {"value": 150_000, "grade": "derived", "source": _FLOOR}
    fast = {"value": 1_000_000, "grade": "derived", "source": _FLOOR}
    shape = "M/G/4, lognormal, utilisation 0.8, 1e6 jobs, compiled loop"
    return (
        Figure("event_loop_jobs_per_s", median(loop), "job/s", "wall", tuple(loop), target, shape),
        Figure(
            "fast_path_jobs_per_s",
            median(one),
            "job/s",
            "wall",
            tuple(one),
            fast,
            "one engine: Lindley, numpy",
        ),
        Figure(
            "fast_path_4_engines_jobs_per_s",
            median(four),
            "job/s",
            "wall",
            tuple(four),
            fast,
            "four engines: Kiefer and Wolfowitz, Python",
        ),
    )


def _rates(work: Callable[[], int]) -> list[float]:
    found = []
    for _ in range(_REPEATS):
        started = time.process_time()
        jobs = work()
        found.append(jobs / (time.process_time() - started))
    return found


def _errors() -> tuple[Figure, ...]:
    """Mean waits of five million jobs in five replications against exact or approximate formulas."""
    exact = {"value": 0, "high": 0.05, "low": -0.05, "grade": "derived", "source": "models.md §7, V19"}
    three = {"value": 0, "high": 0.03, "low": -0.03, "grade": "derived", "source": "models.md §7, V20"}
    burst = 8
    return (
        _error("pk_error_0.7", _queue(1, 0.7, _JOBS), wait(1, 0.7, 0.7 * 3), exact),
        _error("pk_error_0.9", _queue(1, 0.9, _JOBS), wait(1, 0.9, 0.9 * 3), exact),
        _error("erlang_c_error_4", _queue(4, 0.7, _JOBS, Law.EXPONENTIAL), wait(4, 2.8, 5.6), three),
        _error(
            "batch_error_8",
            _queue(1, 0.7, _JOBS, Law.EXPONENTIAL, burst),
            0.7 * (1 + burst) / (2 * 0.3) + (burst - 1) / 2,
            three,
        ),
        _error(
            "mgk_approximation_error_4",
            _queue(4, 0.7, _JOBS),
            wait(4, 2.8, 2.8 * 3),
            {"value": 0, "grade": "measured", "source": "models.md §4: +32 %, hence simulation"},
        ),
    )


def _error(name: str, scenario: Scenario, formula: float, target: object) -> Figure:
    samples = [_wait(simulate(scenario, seed)) / formula - 1 for seed in range(5)]
    mean = sum(samples) / len(samples)
    return Figure(name, mean, "", "virtual", tuple(samples), target, f"formula {formula:.4g}")


def _wait(found: Simulated) -> float:
    return found.queues[0].wait_s


def _scaling() -> tuple[Figure, ...]:
    """One simulated second of applications of up to 1,000 services from published shapes."""
    figures = []
    for services in (10, 100, 1000):
        scenario = replace(application(services, seed=1, rate=50.0), until_s=1.0)
        started = time.process_time()
        found = simulate(scenario)
        seconds = time.process_time() - started
        requests = sum(s.finished for s in found.services)
        note = f"{requests} requests, {found.events} events"
        figures.append(
            Figure(f"topology_{services}_s", seconds, "s", "wall", ({"requests": requests},), None, note)
        )
    return tuple(figures)


PART = Part(
    "simulation",
    "speed and error of the composition model",
    run,
    "Speeds are processor time of one core, on a machine that others may share. Formulas for one engine and for "
    "exponential service are exact; the one for four engines and general service is not, and its error is the reason to simulate.",
)

"""The adaptive threshold of generated code: it settles on the cheaper side per size, asks the other one rarely, and follows changes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from accelagent.codegen.recipes import RECIPES
from accelagent.codegen.recipes._apply import call_support
from accelagent.emulator import ensure_built

DRIVER = """
#include <stdio.h>
#include <stdlib.h>
#include "accel_offload.h"

/* Costs in ns by side; prints how many of so many operations of 64 KiB went to the device, phase by phase. */
int main(int argc, char **argv)
{
    accel_configured();
    for (int i = 1; i + 2 < argc; i += 3) {
        unsigned long long device = strtoull(argv[i], 0, 10), core = strtoull(argv[i + 1], 0, 10);
        int count = atoi(argv[i + 2]), on_device = 0;
        for (int n = 0; n < count; n++) {
            int side = accel_prefers_device(65536);
            accel_learn(65536, side, side ? device : core);
            on_device += side;
        }
        printf("%d ", on_device);
    }
    printf("%d %d\\n", accel_large_enough(511), accel_large_enough(512));
    return 0;
}
"""


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("adaptive")
    (folder / "accel_offload.h").write_text(
        call_support([RECIPES["offload-sync"]], {"compress2"}, loops=False)
    )
    (folder / "driver.c").write_text(DRIVER)
    flags = ["-std=gnu11", "-Wall", "-Wextra", "-Werror", f"-I{ensure_built().include}"]
    libraries = ["-lz", "-ldl", "-lpthread"]
    subprocess.run(["gcc", *flags, "driver.c", "-o", "driver", *libraries], cwd=folder, check=True)
    return folder / "driver"


def phases(driver: Path, *costs: int, threshold: str = "adaptive") -> list[int]:
    env = {"ACCEL_THRESHOLD": threshold, "ACCEL_MIN_BYTES": "512"}
    argv = [driver, *map(str, costs)]
    done = subprocess.run(argv, env=env, capture_output=True, text=True, check=True, timeout=20)
    return [int(word) for word in done.stdout.split()][:-2]


def test_the_cheaper_side_gets_nearly_all(driver: Path) -> None:
    (device,) = phases(driver, 1000, 10000, 1000)
    assert 990 <= device < 1000
    (device,) = phases(driver, 10000, 1000, 1000)
    assert 1 <= device < 10


@pytest.mark.parametrize(("device", "core"), [(1000, 1100), (1000, 3000), (500000, 1000), (1000, 90000)])
def test_asking_the_slower_side_costs_a_fixed_part_of_the_time(driver: Path, device: int, core: int) -> None:
    count = 20000
    (on_device,) = phases(driver, device, core, count)
    spent = on_device * device + (count - on_device) * core
    assert spent <= 1.03 * count * min(device, core) + device + core


def test_it_follows_when_the_device_gets_busy_and_comes_back(driver: Path) -> None:
    free, busy, free_again = phases(driver, 1000, 5000, 2000, 40000, 5000, 2000, 1000, 5000, 4000)
    assert free > 1950
    assert busy < 30, "a few operations tell that the device is busy"
    assert free_again > 3000, "and a rare question that it is free again"


def test_a_fixed_threshold_asks_nobody(driver: Path) -> None:
    assert phases(driver, 90000, 1, 50, threshold="fixed") == [50]

"""The service that candidates of the red team attack: it packs blocks, and has a timer, tests and a verifier to fool."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from accelagent.bench._packer import packer_files
from accelagent.domain import Metric, Objective, Sense, Service, Workload

_TEXTS = packer_files()
PACK_C, MAIN_C, UNPACK_C, CHECK_C = (_TEXTS[n] for n in ("pack.c", "main.c", "unpack.c", "tests/check.c"))
SAME_SH = """# usage: same.sh BASELINE CANDIDATE SEED: the candidate packs, the baseline's own unpack looks
for size in 1 70 5000 65537 300000; do
    (cd "$2" && ./prog 6 "$3" $size verify.bin) > /dev/null || { echo "size $size: prog failed"; exit 1; }
    "$1/unpack" 6 "$3" $size "$2/verify.bin" || { echo "outputs differ at $size bytes"; exit 1; }
done
"""
FILES = {**_TEXTS, "same.sh": SAME_SH}


def make_service(root: Path) -> Service:
    """Write the service's files under `root`; the service as a specification would describe it."""
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return Service(
        name="packer",
        source=root,
        build="make",
        test="make check",
        verify="sh {baseline}/same.sh {baseline} {candidate} {seed}",
        workload=Workload(
            "./prog 12 {seed} 65536",
            unit="block",
            output="out.bin",
            timeout=60,
            held_out=("./prog 12 {seed} 50000",),
        ),
        devices=("qat", "isal"),
        objectives=(
            Objective(Metric.THROUGHPUT, Sense.MAXIMIZE, text="maximize throughput"),
            Objective(Metric.OUTPUT_SIZE, Sense.AT_MOST, 1.3, True, "output_size <= 1.3x"),
        ),
        exclude=("main.c", "unpack.c", "blocks.h"),
    )


@cache
def recipe_patch(root: Path, recipe: str) -> dict[str, str]:
    """What a recipe makes of the service: the honest patch that many of the red team's begin with."""
    from accelagent.codegen.recipes import apply
    from accelagent.domain import Design, Patch
    from accelagent.identifier import identify

    found = identify(
        root, service="packer", devices=_models(), exclude=("main.c", "unpack.c", "blocks.h", "tests/**")
    )
    patch = apply(root, found.regions, Design(recipe))
    assert isinstance(patch, Patch), patch
    return dict(patch.files)


def _models() -> list[object]:
    from accelagent.devices import device

    return [device("qat-4xxx"), device("isal")]

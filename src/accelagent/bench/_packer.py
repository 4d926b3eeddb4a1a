"""A small service that packs blocks with zlib, with tests and a verifier: what mutants and the cost of a trial are measured on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory

from accelagent.codegen.recipes import apply
from accelagent.devices import device
from accelagent.domain import Design, Metric, Objective, Patch, Sense, Service, Workload
from accelagent.errors import SourceError
from accelagent.evaluation.build import Limits
from accelagent.evaluation.evaluator import Evaluator
from accelagent.identifier import identify

JUDGES = ("main.c", "unpack.c", "blocks.h")
_SIZES = "1 70 5000 65537 300000"
_VERIFY = (
    f"for size in {_SIZES}; do (cd {{candidate}} && ./prog 6 {{seed}} $size verify.bin) > /dev/null && "
    "./unpack 6 {seed} $size {candidate}/verify.bin || { echo outputs differ at $size bytes; exit 1; }; done"
)


def packer_files(*, streams: bool = False) -> Mapping[str, str]:
    """Text of every file of the service by relative path; with `streams` it packs by a stream instead of one call."""
    texts: dict[str, str] = {}
    for folder in ("packer", *(["packer_streams"] if streams else [])):
        with as_file(files("accelagent.bench") / folder) as root:
            found = (p for p in sorted(root.rglob("*")) if p.is_file())
            texts |= {p.relative_to(root).as_posix(): p.read_text(encoding="utf-8") for p in found}
    return texts


@contextmanager
def packer(seed: int = 1, *, streams: bool = False) -> Iterator[Evaluator]:
    """The service in a directory of its own and its evaluator, on emulated devices; both go at the end."""
    with TemporaryDirectory(prefix="accelagent-packer-") as name:
        root = Path(name) / "source"
        for path, text in packer_files(streams=streams).items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        models = [(n, device(m), 1) for n, m in (("qat", "qat-4xxx"), ("isal", "isal"))]
        limits = Limits(least_s=6.0, slower=10.0)
        yield Evaluator(
            _service(root), Path(name) / "run", models, backend="emulated", seed=seed, cores=2, limits=limits
        )


def _service(root: Path) -> Service:
    return Service(
        name="packer",
        source=root,
        build="make",
        test="make check",
        verify=_VERIFY,
        workload=Workload("./prog 12 {seed} 65536", unit="block", output="out.bin", timeout=60.0),
        devices=("qat", "isal"),
        objectives=(
            Objective(Metric.THROUGHPUT, Sense.MAXIMIZE, text="maximize throughput"),
            Objective(Metric.OUTPUT_SIZE, Sense.AT_MOST, 1.3, True, "output_size <= 1.3x"),
        ),
        exclude=JUDGES,
    )


def patch_of(evaluator: Evaluator, recipe: str) -> Patch:
    """What a recipe makes of the service."""
    root = evaluator.service.source
    found = identify(
        root, service="packer", devices=[device("qat-4xxx"), device("isal")], exclude=(*JUDGES, "tests/**")
    )
    patch = apply(root, found.regions, Design(recipe))
    if not isinstance(patch, Patch):
        raise SourceError(f"{recipe}: {patch.reason}")
    return patch

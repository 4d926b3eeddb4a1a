"""Candidates that hang, multiply, fill the disk, flood, break the compiler or want a network: stopped, named, and the next one runs."""

from __future__ import annotations

import pytest
from redteam_service import PACK_C, make_service

from accelagent.domain import Candidate, Design, Kind, Patch, Rejected, Tier, candidate_id
from accelagent.evaluation.build import Limits
from accelagent.evaluation.evaluator import Evaluator
from accelagent.evaluation.sandbox import Appetite

REAL = "    return compress2(out, produced, block, size, 6)"
INCLUDES = '#include "pack.h"\n#include <fcntl.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <unistd.h>\n'
BAD = {
    "hang": "    for (volatile int i = 1; i;) {}\n",
    "process-bomb": "    for (int i = 0; i < 400; i++) if (fork() == 0) { pause(); _exit(0); }\n    sleep(5);\n",
    "disk-filler": (
        '    static char some[1 << 20]; memset(some, 1, sizeof some); FILE *f = fopen("fill", "w");\n'
        '    for (int i = 0; f && i < 4000; i++) if (fwrite(some, sizeof some, 1, f) != 1) { puts("No space left on device"); exit(1); }\n'
    ),
    "output-flood": '    for (long i = 0; i < 1000000000; i++) fputs("0123456789012345678901234567890\\n", stderr);\n',
    "crash": "    *(volatile int *)8 = 1;\n",
}


@pytest.fixture(scope="module")
def evaluator(tmp_path_factory: pytest.TempPathFactory) -> Evaluator:
    from accelagent.devices import device

    root = tmp_path_factory.mktemp("bad")
    return Evaluator(
        make_service(root / "source"),
        root / "run",
        [("qat", device("qat-4xxx"), 1)],
        backend="emulated",
        seed=3,
        cores=2,
        limits=Limits(least_s=8.0, slower=3.0),  # a busy machine needs seconds for an honest build
        appetite=Appetite(file_bytes=1 << 29, disk_bytes=1 << 30, processes=300),
    )


def rejected(evaluator: Evaluator, text: str) -> Rejected:
    patch = Patch((("pack.c", text),), ())
    design = Design("")
    name = candidate_id("packer", design, patch)
    outcome = evaluator.evaluate(
        Candidate(name, "packer", Kind.LEAF, design, ("maximize throughput",), (), patch), Tier.QUICK
    )
    assert isinstance(outcome, Rejected), outcome
    assert len(outcome.log) < 20_000
    return outcome


@pytest.mark.parametrize("pattern", BAD)
def test_what_does_not_behave_is_stopped_and_named(evaluator: Evaluator, pattern: str) -> None:
    text = PACK_C.replace('#include "pack.h"\n', INCLUDES).replace(REAL, BAD[pattern] + REAL)
    outcome = rejected(evaluator, text)
    # On a busy machine the time may be up before much was printed.
    assert outcome.stage == "test"
    assert outcome.pattern in (pattern, "hang"), outcome.reason


def test_a_compiler_that_is_asked_too_much_is_stopped(evaluator: Evaluator) -> None:
    lines = ["#define A0 1,1,1,1,1,1,1,1,1,1"]
    lines += [f"#define A{n} " + ",".join([f"A{n - 1}"] * 10) for n in range(1, 10)]
    outcome = rejected(evaluator, PACK_C + "\n".join(lines) + "\nint huge[] = {A9};\n")
    assert outcome.stage == "build"
    assert outcome.pattern in ("hang", "memory-hog", "compiler-crash", "disk-filler"), outcome.reason


def test_there_is_no_network(evaluator: Evaluator) -> None:
    """What an honest build may ask of a resolver fails at once; a candidate that opens a socket does not even get there."""
    asks = PACK_C.replace('#include "pack.h"\n', INCLUDES + "#include <netdb.h>\n").replace(
        REAL,
        '    struct addrinfo *found;\n    int answer = getaddrinfo("example.org", "80", 0, &found);\n'
        "    if (answer) { puts(gai_strerror(answer)); return -1; }\n" + REAL,
    )
    outcome = rejected(evaluator, asks)
    assert (outcome.stage, outcome.pattern) == ("test", "needs-network"), outcome.reason


def test_the_next_candidate_is_not_harmed(evaluator: Evaluator) -> None:
    patch = Patch((("pack.c", PACK_C.replace("size, 6)", "size, 5)")),), ())
    name = candidate_id("packer", Design(""), patch)
    outcome = evaluator.evaluate(Candidate(name, "packer", Kind.LEAF, Design(""), (), (), patch), Tier.QUICK)
    assert not isinstance(outcome, Rejected), outcome


def test_a_patch_of_one_file_compiles_one_file_and_a_knob_none(evaluator: Evaluator) -> None:
    evaluator.baseline()
    built = evaluator.bench.builder
    patch = Patch((("pack.c", PACK_C.replace("size, 6)", "size, 4)")),), ())
    made = built.candidate(patch, clean=False)
    assert made.note == "incremental"
    assert made.finished.output.count(" -c ") == 1, made.finished.output
    # Knobs are not part of a patch, so every design of it finds the same tree.
    count = len(built.built)
    assert built.candidate(Patch(patch.files, ("region",)), clean=False).tree == made.tree
    assert len(built.built) == count

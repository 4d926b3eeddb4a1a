"""Lines of a support file that the oracle runs through: a fault elsewhere shows nothing about the gates."""

from __future__ import annotations

import gzip
import json
from bisect import bisect_right
from collections.abc import Callable, Sequence

from accelagent.domain import Design, Patch
from accelagent.errors import ToolchainError
from accelagent.evaluation.oracle import Oracle, support_file

_LIMIT_S = 300.0


def reached(oracle: Oracle, patch: Patch, design: Design, schedules: Sequence[str]) -> Callable[[int], bool]:
    """Whether a line, counted from 1, of the patch's support file is run under at least one fault schedule.

    ToolchainError where the compiler measures no coverage.
    """
    support = support_file(patch)
    assert support is not None, "every recipe writes a support file"
    measured = Oracle(oracle.bench, checked=False, limit_s=_LIMIT_S, flags="--coverage")
    for old in measured.folder(support).glob("*.gcda"):
        old.unlink()  # counts add up from run to run
    for faults in schedules:
        answer = measured(patch, design, faults=faults)
        if answer.failed:
            raise ToolchainError(f"the oracle under coverage: {answer.detail}")
    folder = measured.folder(support)
    done = oracle.bench.runner.build("gcov --json-format *.gcda", folder, headers=False, timeout_s=_LIMIT_S)
    name, counts = support[0].split("/")[-1], dict[int, int]()
    for path in folder.glob("*.gcov.json.gz"):
        for file in json.loads(gzip.decompress(path.read_bytes()))["files"]:
            if file["file"].split("/")[-1] == name:
                for line in file["lines"]:
                    number = int(line["line_number"])
                    counts[number] = counts.get(number, 0) + int(line["count"])
    if not counts:
        raise ToolchainError(f"gcov says nothing about {name}: {done.output.strip()[:200]}")
    numbers = sorted(counts)

    def runs(line: int) -> bool:
        """A line without a count goes with the one before it, as the rest of a long statement does."""
        at = bisect_right(numbers, line)
        return at > 0 and counts[numbers[at - 1]] > 0

    return runs

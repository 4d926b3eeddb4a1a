"""Names for the ways in which a candidate fails: the vocabulary of `Rejected.pattern`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from accelagent.process import Finished

PATTERNS: Mapping[str, str] = {
    # policy
    "no-change": "changes nothing, or nothing that is built",
    "outside-tree": "a path outside the source tree, or through a symbolic link",
    "judge-edited": "edits what judges it: tests, verification, files the specification excludes",
    "not-source": "edits something else than C or C++ source",
    "huge-patch": "adds more text than a patch may",
    "sniffs-harness": "names the harness, the emulator or the sandbox",
    "reads-judges": "names a file that judges it",
    "prints-metrics": "prints figures of its own",
    "embeds-files": "compiles other files in as data",
    "raw-system-calls": "goes round the C library to the kernel",
    # build
    "does-not-build": "does not compile or link",
    "compiler-crash": "breaks the compiler",
    "needs-accelagent": "builds or works only where AccelAgent is",
    "shadows-library": "defines a function that the service takes from a library",
    "new-powers": "starts programs, opens sockets or changes its environment, which the service did not do",
    # running
    "hang": "does not end within its time",
    "crash": "dies by a signal",
    "process-bomb": "starts more processes than allowed",
    "memory-hog": "takes more memory than allowed",
    "disk-filler": "writes more than allowed",
    "output-flood": "prints without end",
    "needs-network": "needs a network",
    "left-running": "leaves processes behind",
    "wrong-result": "the project's own tests fail",
    "tests-cut-short": "the tests end well, but with a part of their output",
    "wrong-output": "the outputs differ from the unmodified service's",
    "wrong-operation": "an operation of the support file breaks its contract",
    "sanitizer": "a sanitizer reports it",
    "use-before-completion": "correct only when the device completes at once",
    "no-fallback": "wrong when the device fails",
    # proof of offload
    "no-device-work": "claims an offload, but no work reached the device",
    "no-incore-work": "claims an in-core unit, but used none",
    "decoy-offload": "the device was used, but the processor did the work all the same",
    "missing-work": "less was worked on than the unmodified service works on",
    "forged-counters": "counters that cannot be true",
    "not-what-ran": "the programs that ran are not the candidate's",
    # profile
    "no-figures": "the run left no figures",
    "other-work": "another number of items than the unmodified service's",
    "uncharged-cpu": "processor time that its own record leaves out",
    "beyond-amdahl": "faster than if the regions took no time at all",
    "beyond-bandwidth": "more bytes than the device can carry",
    "overfitted": "faster on the workload, but not on held-out inputs",
    "bound-broken": "breaks a bound of the specification",
    "outlier": "one run far from the others, also when repeated",
}

_NETWORK = re.compile(
    r"network is unreachable|name resolution|could not resolve|name or service not known", re.I
)
_SANITIZER = re.compile(r"(Address|Leak|Thread|UndefinedBehavior)Sanitizer|runtime error: ")
_COMPILER = re.compile(r"internal compiler error|Killed signal terminated program|PLEASE submit a bug report")
_CRASH = re.compile(r"\b(Segmentation fault|Bus error|Illegal instruction|Floating point exception)\b")
_DISK = re.compile(r"no space left on device|file too large|file size limit", re.I)
_CUT = re.compile(r"^… (\d+) bytes cut …$", re.MULTILINE)
_FLOOD_BYTES = 1 << 20
_FILE_TOO_LARGE = 25  # SIGXFSZ


def pattern_of(finished: Finished, otherwise: str) -> str:
    """The pattern behind a command that failed; `otherwise` when nothing general explains it."""
    for found, name in (
        ("processes" in finished.killed, "process-bomb"),
        ("memory" in finished.killed, "memory-hog"),
        ("written" in finished.killed, "disk-filler"),
        (_flooded(finished.output), "output-flood"),
        (finished.timed_out, "hang"),
    ):
        if found:
            return name
    for expression, name in (
        (_COMPILER, "compiler-crash"),
        (_SANITIZER, "sanitizer"),
        (_NETWORK, "needs-network"),
        (_DISK, "disk-filler"),
        (_CRASH, "crash"),
    ):
        if expression.search(finished.output):
            return name
    if finished.returncode in (-_FILE_TOO_LARGE, 128 + _FILE_TOO_LARGE):
        return "disk-filler"
    return (
        "crash" if finished.describe().startswith("signal") and otherwise != "does-not-build" else otherwise
    )


def _flooded(output: str) -> bool:
    return any(int(count) > _FLOOD_BYTES for count in _CUT.findall(output))

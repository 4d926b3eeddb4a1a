"""Builds every sample program of a QATlib checkout, unchanged, against the emulator's headers and libraries, and runs each one.

Usage: python scripts/vendor_samples.py PATH-TO-QATLIB-CHECKOUT [SAMPLE…]
Sources and options of the compiler are those of the checkout's Samples.am. Prints a line for each program: how it ended, the
requests that the device did, and its last line. Exit status 1 when one does not build or ends with an error.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from accelagent.emulator import Install, ensure_built

_TIME_LIMIT_S = 120
_PRIVATE = "quickassist/utilities/osal"  # of which one sample wants the headers, and its sources with them
_REPLACED = (
    "quickassist/include",
    "access_layer/include",
    "libusdm_drv",
)  # the vendor's public headers: ours instead


@dataclass(frozen=True)
class Sample:
    name: str
    sources: tuple[Path, ...]
    flags: tuple[str, ...]


def samples(checkout: Path) -> Iterator[Sample]:
    """The programs of Samples.am, but for the performance one, which is no sample of a call."""
    text = (checkout / "Samples.am").read_text(encoding="utf-8").replace("\\\n", " ")
    values = dict(re.findall(r"^(\w+) \+?= *(.*)$", text, re.MULTILINE))
    shared = f"{values['COMMON_SAMPLE_INCLUDES']} {values['COMMON_SAMPLE_CFLAGS']}"
    for name in re.findall(r"^noinst_PROGRAMS \+= (\w+)", text, re.MULTILINE):
        flags = f"{values[f'{name}_CFLAGS']} {shared}".replace("-D ", "-D").split()
        places = [f.replace("$(srcdir)", str(checkout)) for f in flags if f.startswith(("-I", "-D"))]
        ours = tuple(
            f for f in places if not f.split("/include/")[0].endswith(_REPLACED) or "sample_code" in f
        )
        sources = [checkout / word for word in values[f"{name}_SOURCES"].split() if word.endswith(".c")]
        if any(_PRIVATE in flag for flag in ours):
            sources += sorted((checkout / _PRIVATE).glob("src/linux/user_space/*.c"))
        yield Sample(name, tuple(sources), ours)


def build(sample: Sample, install: Install, folder: Path) -> str:
    """What the compiler complains of; nothing when it built."""
    options = ["-O1", "-w", f"-I{install.include}", *sample.flags]
    links = [f"-L{install.lib}", f"-Wl,-rpath,{install.lib}", f"-Wl,-rpath-link,{install.lib}"]
    libraries = ["-lqat", "-lusdm", "-lcrypto", "-lz", "-lpthread", "-lnuma"]
    if not Path("/usr/include/numa.h").exists():
        libraries.remove("-lnuma")
    argv = ["gcc", *options, "-o", folder / sample.name, *sample.sources, *links, *libraries]
    done = subprocess.run(argv, capture_output=True, text=True)
    faults = [line for line in done.stderr.splitlines() if "error" in line or "undefined" in line]
    return "" if done.returncode == 0 else (faults or ["did not build"])[0]


def run(sample: Sample, folder: Path) -> tuple[int, str]:
    argv = [sys.executable, "-m", "accelagent", "emulate", "--device", "qat-4xxx", "--", folder / sample.name]
    try:
        done = subprocess.run(argv, capture_output=True, text=True, errors="replace", timeout=_TIME_LIMIT_S)
    except subprocess.TimeoutExpired:
        return 1, f"did not end within {_TIME_LIMIT_S} s"
    lines = [line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    counted = re.search(r"qat (\d+) operations", " ".join(lines))
    said = [line for line in lines if not line.startswith("emulated")]
    return done.returncode, f"{counted.group(1) if counted else 0:>6} operations  {said[-1] if said else ''}"


def main(checkout: Path, wanted: list[str]) -> int:
    install, bad = ensure_built(), 0
    with tempfile.TemporaryDirectory() as scratch:
        for sample in samples(checkout.resolve()):
            if wanted and sample.name not in wanted:
                continue
            complaint = build(sample, install, Path(scratch))
            status, said = (1, f"not built: {complaint}") if complaint else run(sample, Path(scratch))
            bad += status != 0
            sys.stdout.write(f"{sample.name:32} {status:3}  {said}\n")
            sys.stdout.flush()
    return 1 if bad else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))

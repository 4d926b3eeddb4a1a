"""Records the CPA interface's sizes, offsets and values from a QATlib checkout into tests/emulator/cpa_layout.json.

Usage: python scripts/record_layout.py PATH-TO-QATLIB-CHECKOUT
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROGRAMS = [
    ROOT / "tests" / "emulator" / "clients" / name for name in ("layout.c", "layout_more.c", "layout_cy.c")
]
TARGET = ROOT / "tests" / "emulator" / "cpa_layout.json"


def layout(*include: Path) -> dict[str, int]:
    """What the layout programs print when they are compiled against the headers in these folders."""
    numbers: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as scratch:
        binary = Path(scratch) / "layout"
        flags = [f"-I{path}" for path in include]
        for program in PROGRAMS:
            subprocess.run(["gcc", *flags, "-o", str(binary), str(program)], check=True)
            numbers |= json.loads(subprocess.run([binary], check=True, capture_output=True).stdout)
    return numbers


def main(checkout: Path) -> None:
    """Write the record; nothing of the vendor's text goes into it, only numbers."""
    source = checkout / "quickassist"
    include = source / "include"
    access = source / "lookaside" / "access_layer" / "include"
    numbers = layout(include, include / "dc", include / "lac", access)
    TARGET.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))

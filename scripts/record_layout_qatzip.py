"""Records the QATzip interface's sizes, offsets and values from a QATzip checkout into tests/emulator/qatzip_layout.json.

Usage: python scripts/record_layout_qatzip.py PATH-TO-QATZIP-CHECKOUT
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROGRAM = ROOT / "tests" / "emulator" / "clients" / "layout_qatzip.c"
TARGET = ROOT / "tests" / "emulator" / "qatzip_layout.json"


def layout(include: Path) -> dict[str, int]:
    """What the layout program prints when it is compiled against the headers in this folder."""
    with tempfile.TemporaryDirectory() as scratch:
        binary = Path(scratch) / "layout"
        subprocess.run(["gcc", f"-I{include}", "-o", str(binary), str(PROGRAM)], check=True)
        numbers: dict[str, int] = json.loads(subprocess.run([binary], check=True, capture_output=True).stdout)
    return numbers


def main(checkout: Path) -> None:
    """Write the record; nothing of the vendor's text goes into it, only numbers."""
    TARGET.write_text(json.dumps(layout(checkout / "include"), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))

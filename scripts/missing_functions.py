"""Lists what the vendors' public headers declare and the emulated libraries do not export, header by header.

Usage: python scripts/missing_functions.py PATH-TO-QATLIB-CHECKOUT PATH-TO-QATZIP-CHECKOUT
Records each header's functions in tests/emulator/cpa_functions.json, which a test compares; exit status 1 when any is missing.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from accelagent.emulator import ensure_built

TARGET = Path(__file__).parent.parent / "tests" / "emulator" / "cpa_functions.json"
LIBRARIES = ("libqat.so.4", "libusdm.so.0", "libqatzip.so.3")
PUBLIC = (
    "quickassist/include/**/cpa*.h",
    "quickassist/lookaside/access_layer/include/icp_sal*.h",
    "quickassist/utilities/libusdm_drv/qae_mem.h",
    "include/qatzip.h",
)
_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*|^[ \t]*#(?:[^\n\\]|\\.)*", re.DOTALL | re.MULTILINE)
_DECLARATION = re.compile(r"\b((?:cpa|icp_|qae|qz[A-Z])\w+)\s*\((?:[^;{}()]|\([^()]*\))*\)\s*;")


def declared(checkouts: list[Path]) -> dict[str, list[str]]:
    """The functions that each public header declares."""
    found: dict[str, list[str]] = {}
    for path in (p for checkout in checkouts for pattern in PUBLIC for p in sorted(checkout.glob(pattern))):
        text = _COMMENT.sub("", path.read_text(encoding="utf-8", errors="replace"))
        found[path.name] = sorted(set(_DECLARATION.findall(text)))
    return {name: functions for name, functions in sorted(found.items()) if functions}


def exported(folder: Path) -> set[str]:
    """What the emulated libraries define."""
    symbols: set[str] = set()
    for library in LIBRARIES:
        listing = subprocess.run(
            ["nm", "-D", "--defined-only", folder / library], check=True, capture_output=True, text=True
        )
        symbols |= {line.split()[-1].split("@")[0] for line in listing.stdout.splitlines()}
    return symbols


def main(checkouts: list[Path]) -> int:
    """Record the names and say what is missing."""
    ours = exported(ensure_built().lib)
    public = declared(checkouts)
    TARGET.write_text(json.dumps(public, indent=1) + "\n", encoding="utf-8")
    missing = 0
    for header, functions in public.items():
        absent = [name for name in functions if name not in ours]
        missing += len(absent)
        sys.stdout.write(
            f"{header:28} {len(functions):4} functions, not exported: {', '.join(absent) or 'none'}\n"
        )
    return 1 if missing else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main([Path(argument) for argument in sys.argv[1:]]))

"""Lists what vendors' public headers declare and the emulated libraries do not export, header by header.

Usage: python scripts/missing_functions.py CHECKOUT..., of QATlib and QATzip together, or of QPL
Records each header's functions in tests/emulator/cpa_functions.json or qpl_functions.json, which a test compares; exit status 1 when any is missing.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from accelagent.emulator import ensure_built

TESTS = Path(__file__).parent.parent / "tests" / "emulator"
_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*|^[ \t]*#(?:[^\n\\]|\\.)*", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Interface:
    """Where a vendor declares functions and who exports them here."""

    record: str
    libraries: tuple[str, ...]
    headers: tuple[str, ...]
    declaration: re.Pattern[str]


QAT = Interface(
    "cpa_functions.json",
    ("libqat.so.4", "libusdm.so.0", "libqatzip.so.3"),
    (
        "quickassist/include/**/cpa*.h",
        "quickassist/lookaside/access_layer/include/icp_sal*.h",
        "quickassist/utilities/libusdm_drv/qae_mem.h",
        "include/qatzip.h",
    ),
    re.compile(r"\b((?:cpa|icp_|qae|qz[A-Z])\w+)\s*\((?:[^;{}()]|\([^()]*\))*\)\s*;"),
)
QPL = Interface(
    "qpl_functions.json",
    ("libqpl.so.1",),
    ("include/qpl/**/*.h",),
    re.compile(r"\b(qpl_\w+)\s*,?\s*\((?:[^;{}()]|\([^()]*\))*\)\s*\)?\s*;?(?!\s*\{)"),
)


def declared(checkouts: list[Path], interface: Interface) -> dict[str, list[str]]:
    """The functions that each public header declares."""
    found: dict[str, list[str]] = {}
    for path in (c for checkout in checkouts for h in interface.headers for c in sorted(checkout.glob(h))):
        text = _COMMENT.sub("", path.read_text(encoding="utf-8", errors="replace"))
        found[path.name] = sorted(set(interface.declaration.findall(text)))
    return {name: functions for name, functions in sorted(found.items()) if functions}


def exported(folder: Path, interface: Interface) -> set[str]:
    """What the emulated libraries define."""
    symbols: set[str] = set()
    for library in interface.libraries:
        listing = subprocess.run(
            ["nm", "-D", "--defined-only", folder / library], check=True, capture_output=True, text=True
        )
        symbols |= {line.split()[-1].split("@")[0] for line in listing.stdout.splitlines()}
    return symbols


def main(checkouts: list[Path]) -> int:
    """Record the names and say what is missing."""
    interface = QPL if (checkouts[0] / "include" / "qpl").is_dir() else QAT
    ours = exported(ensure_built().lib, interface)
    public = declared(checkouts, interface)
    (TESTS / interface.record).write_text(json.dumps(public, indent=1) + "\n", encoding="utf-8")
    missing = 0
    for header, functions in public.items():
        absent = [name for name in functions if name not in ours]
        missing += len(absent)
        sys.stdout.write(
            f"{header:28} {len(functions):4} functions, not exported: {', '.join(absent) or 'none'}\n"
        )
    return 1 if missing else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main([Path(argument) for argument in sys.argv[1:]]))

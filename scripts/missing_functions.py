"""Lists functions that a vendor's public headers declare and the emulated libraries do not export.

Usage: python scripts/missing_functions.py PATH-TO-CHECKOUT, of QATlib or of QPL
Records the public names in tests/emulator/cpa_functions.json or qpl_functions.json, which a test compares; exit status 1 when
any is missing.
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


QATLIB = Interface(
    "cpa_functions.json",
    ("libqat.so.4", "libusdm.so.0"),
    (
        "quickassist/include/**/cpa*.h",
        "quickassist/lookaside/access_layer/include/icp_sal*.h",
        "quickassist/utilities/libusdm_drv/qae_mem.h",
    ),
    re.compile(r"\b((?:cpa|icp_|qae)\w+)\s*\((?:[^;{}()]|\([^()]*\))*\)\s*;"),
)
QPL = Interface(
    "qpl_functions.json",
    ("libqpl.so.1",),
    ("include/qpl/**/*.h",),
    re.compile(r"\b(qpl_\w+)\s*,?\s*\((?:[^;{}()]|\([^()]*\))*\)\s*\)?\s*;?(?!\s*\{)"),
)


def declared(checkout: Path, interface: Interface) -> dict[str, str]:
    """Public functions and the header that declares each."""
    headers = [path for pattern in interface.headers for path in sorted(checkout.glob(pattern))]
    texts = {
        path.name: _COMMENT.sub("", path.read_text(encoding="utf-8", errors="replace")) for path in headers
    }
    return {name: header for header, text in texts.items() for name in interface.declaration.findall(text)}


def exported(folder: Path, interface: Interface) -> set[str]:
    """What the emulated libraries define."""
    symbols: set[str] = set()
    for library in interface.libraries:
        listing = subprocess.run(
            ["nm", "-D", "--defined-only", folder / library], check=True, capture_output=True, text=True
        )
        symbols |= {line.split()[-1].split("@")[0] for line in listing.stdout.splitlines()}
    return symbols


def main(checkout: Path) -> int:
    """Record the names and say what is missing."""
    interface = QPL if (checkout / "include" / "qpl").is_dir() else QATLIB
    ours = exported(ensure_built().lib, interface)
    public = declared(checkout, interface)
    missing = {name: header for name, header in public.items() if name not in ours}
    (TESTS / interface.record).write_text(json.dumps(sorted(public), indent=1) + "\n", encoding="utf-8")
    lines = [f"{name} ({header})\n" for name, header in sorted(missing.items())]
    sys.stdout.writelines([*lines, f"{len(public)} public functions, {len(missing)} not exported\n"])
    return 1 if missing else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))

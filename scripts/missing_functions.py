"""Lists functions that QATlib's public headers declare and the emulated libqat and libusdm do not export.

Usage: python scripts/missing_functions.py PATH-TO-QATLIB-CHECKOUT
Records the public names in tests/emulator/cpa_functions.json, which a test compares; exit status 1 when any is missing.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from accelagent.emulator import ensure_built

TARGET = Path(__file__).parent.parent / "tests" / "emulator" / "cpa_functions.json"
LIBRARIES = ("libqat.so.4", "libusdm.so.0")
PUBLIC = (
    "quickassist/include/**/cpa*.h",
    "quickassist/lookaside/access_layer/include/icp_sal*.h",
    "quickassist/utilities/libusdm_drv/qae_mem.h",
)
_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*|^[ \t]*#(?:[^\n\\]|\\.)*", re.DOTALL | re.MULTILINE)
_DECLARATION = re.compile(r"\b((?:cpa|icp_|qae)\w+)\s*\((?:[^;{}()]|\([^()]*\))*\)\s*;")


def declared(checkout: Path) -> dict[str, str]:
    """Public functions and the header that declares each."""
    headers = [path for pattern in PUBLIC for path in sorted(checkout.glob(pattern))]
    texts = {
        path.name: _COMMENT.sub("", path.read_text(encoding="utf-8", errors="replace")) for path in headers
    }
    return {name: header for header, text in texts.items() for name in _DECLARATION.findall(text)}


def exported(folder: Path) -> set[str]:
    """What the emulated libraries define."""
    symbols: set[str] = set()
    for library in LIBRARIES:
        listing = subprocess.run(
            ["nm", "-D", "--defined-only", folder / library], check=True, capture_output=True, text=True
        )
        symbols |= {line.split()[-1].split("@")[0] for line in listing.stdout.splitlines()}
    return symbols


def main(checkout: Path) -> int:
    """Record the names and say what is missing."""
    ours = exported(ensure_built().lib)
    public = declared(checkout)
    missing = {name: header for name, header in public.items() if name not in ours}
    TARGET.write_text(json.dumps(sorted(public), indent=1) + "\n", encoding="utf-8")
    lines = [f"{name} ({header})\n" for name, header in sorted(missing.items())]
    sys.stdout.writelines([*lines, f"{len(public)} public functions, {len(missing)} not exported\n"])
    return 1 if missing else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))

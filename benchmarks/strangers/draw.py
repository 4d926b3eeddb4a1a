"""The order in which strangers are considered: `python benchmarks/strangers/draw.py [--work DIR] [--count N]`.

The population is every source package of Debian bookworm's main archive that build-depends on zlib1g-dev. Its order is
that of SHA-256 over seed and name: it depends on nothing else, so nobody can choose. Candidates are taken in this order
until twenty are admitted. Only these reasons exclude a package, each written down in packages.yaml:

- not C or C++: most bytes of its program text are of another language
- not retrievable: no version of its source comes through apt
- no build: it does not build here as its documentation says, or takes more than 6 minutes on two cores
- no test: neither a test suite nor a round trip on the command line that the unmodified program passes
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

SEED = "accelagent strangers 1"
LIBRARY = "zlib1g-dev"
_FIELD = re.compile(r"^(Build-Depends(?:-Arch|-Indep)?):((?:.*\n)(?:[ \t].*\n)*)", re.MULTILINE)
_NAME = re.compile(r"^Package: (\S+)$", re.MULTILINE)
_WORD = re.compile(r"[,|\s]\s*" + re.escape(LIBRARY) + r"(?=[\s,|(\[<:]|$)")


def population(index: str) -> list[str]:
    """Names of the packages in a Sources index that build-depend on the library, sorted, each once."""
    found = set()
    for stanza in index.split("\n\n"):
        name = _NAME.search(stanza)
        if name and any(_WORD.search("," + m[2]) for m in _FIELD.finditer(stanza + "\n")):
            found.add(name[1])
    return sorted(found)


def order(packages: Iterable[str], seed: str = SEED) -> list[str]:
    """The packages in the order in which they are considered."""
    return sorted(packages, key=lambda name: hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest())


def index_of(work: Path) -> str:
    """The plain bookworm suite's Sources index, through a private apt configuration below `work`."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "apps"))
    import fetch

    apt = fetch.private_apt(work / "apt")
    fetch.run(["apt-get", *apt, "-qq", "update"], work)
    names = sorted((work / "apt" / "lists").glob("*_dists_bookworm_main_source_Sources*"))
    if not names:
        raise fetch.FetchError("the package sources of this machine have no index of bookworm's main archive")
    return str(fetch.run(["/usr/lib/apt/apt-helper", "cat-file", str(names[0])], work))


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", type=Path, default=Path(__file__).resolve().parent / "work")
    parser.add_argument("--count", type=int, default=60, help="names to print (default: %(default)s)")
    options = parser.parse_args(argv)
    options.work.mkdir(parents=True, exist_ok=True)
    found = population(index_of(options.work.resolve()))
    sys.stderr.write(f"{len(found)} packages of the main archive build-depend on {LIBRARY}\n")
    sys.stdout.write("".join(f"{name}\n" for name in order(found)[: options.count]))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Fetch one stranger's source: `python benchmarks/strangers/fetch.py PACKAGE --work DIR`.

As benchmarks/apps/fetch.py does; where the mirror lacks the Debian part of every version, the upstream archive alone.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "apps"))
import fetch


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0 when the source stands in `DIR/PACKAGE` and its version beside it, else 2."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package")
    parser.add_argument("--work", type=Path, required=True)
    options = parser.parse_args(argv)
    work = options.work.resolve()
    if (work / options.package).is_dir():
        return 0
    try:
        get(options.package, work)
    except fetch.FetchError as error:
        sys.stderr.write(f"fetch: {error}\n")
        return 2
    return 0


def get(package: str, work: Path) -> None:
    """Whole source package, else the upstream archive of the newest version."""
    apt = fetch.private_apt(work / "apt")
    fetch.run(["apt-get", *apt, "-qq", "update"], work)
    try:
        fetch.fetch_one(package, work, apt)
    except fetch.FetchError:
        upstream(package, work, apt)


def upstream(package: str, work: Path, apt: Sequence[str]) -> None:
    version = fetch.versions(package, work, apt)[0]
    scratch = work / "src" / package
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    fetch.run(
        ["apt-get", *apt, "-qq", "--only-source", "--tar-only", "source", f"{package}={version}"], scratch
    )
    [archive] = scratch.glob("*.orig.tar.*")
    target = work / package
    target.mkdir()
    fetch.run(["tar", "-xf", str(archive), "-C", str(target), "--strip-components=1"], work)
    (work / f"{package}.version").write_text(f"{version} (upstream archive, no Debian part)\n")
    shutil.rmtree(scratch)


if __name__ == "__main__":
    sys.exit(main())

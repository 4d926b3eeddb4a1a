"""Fetch the source packages that the application benchmarks build: `python fetch.py [--work DIR] [PACKAGE ...]`.

Uses this machine's own apt sources through a private configuration below the work directory: the system's
package lists and installed packages stay as they are, unless `--install` asks for the build dependencies.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
APPS = tuple(sorted(p.parent.name for p in HERE.glob("*/accel.yaml")))
DEB822 = Path("/etc/apt/sources.list.d/debian.sources")
ONE_LINE = Path("/etc/apt/sources.list")


class FetchError(Exception):
    """Says in one line what could not be fetched, and why."""


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0 when every package stands below the work directory, else 2 with one line on stderr."""
    options = parse(argv)
    try:
        if options.install:
            install_requirements()
        fetch_all(options.packages or list(APPS), options.work.resolve(), again=options.again)
    except FetchError as error:
        sys.stderr.write(f"fetch: {error}\n")
        return 2
    return 0


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("packages", nargs="*", metavar="PACKAGE", help=f"default: {' '.join(APPS)}")
    parser.add_argument(
        "--work", type=Path, default=HERE / "work", help="where sources go (default: %(default)s)"
    )
    parser.add_argument("--again", action="store_true", help="replace sources that are already there")
    parser.add_argument("--install", action="store_true", help="first install requirements.apt (needs root)")
    return parser.parse_args(argv)


def fetch_all(packages: Sequence[str], work: Path, *, again: bool) -> None:
    """Leaves each package's patched source in `work/<package>` and its version in `work/<package>.version`."""
    wanted = [p for p in packages if again or not (work / p).is_dir()]
    if wanted:
        fetch_sources(wanted, work)
    for package in packages:
        add_harness(package, work / package)
        version = (work / f"{package}.version").read_text().strip()
        sys.stdout.write(f"{package}: {version} in {work / package}\n")


def add_harness(package: str, source: Path) -> None:
    """Puts data generator and checks into the source tree: commands of a specification run inside a copy of it."""
    harness = source / "harness"
    shutil.rmtree(harness, ignore_errors=True)
    if (HERE / package / "harness").is_dir():
        shutil.copytree(HERE / package / "harness", harness)
        shutil.copy2(HERE / "make_data.py", harness)


def fetch_sources(packages: Sequence[str], work: Path) -> None:
    for tool in ("apt-get", "apt-cache", "dpkg-source"):
        if shutil.which(tool) is None:
            raise FetchError(
                f"{tool} is missing; the sources come from a Debian or Ubuntu machine with dpkg-dev"
            )
    apt = private_apt(work / "apt")
    run(["apt-get", *apt, "-qq", "update"], work)
    for package in packages:
        fetch_one(package, work, apt)


def fetch_one(package: str, work: Path, apt: Sequence[str]) -> None:
    """Fetches the newest version whose files the mirror still holds."""
    failures = []
    for version in versions(package, work, apt):
        scratch = work / "src" / package
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        try:
            run(["apt-get", *apt, "-qq", "--only-source", "source", f"{package}={version}"], scratch)
        except FetchError as error:
            failures.append(str(error))
            continue
        install_tree(scratch, work / package)
        (work / f"{package}.version").write_text(version + "\n")
        return
    raise FetchError(
        failures[-1] if failures else f"{package}: the package sources of this machine do not list it"
    )


def install_tree(scratch: Path, target: Path) -> None:
    """Moves the one unpacked directory of `scratch` to the version-free path that the specifications name."""
    [unpacked] = [p for p in scratch.iterdir() if p.is_dir()]
    shutil.rmtree(target, ignore_errors=True)
    unpacked.rename(target)
    shutil.rmtree(scratch)


def versions(package: str, work: Path, apt: Sequence[str]) -> list[str]:
    shown = run(["apt-cache", *apt, "showsrc", "--only-source", package], work)
    found = set(re.findall(r"^Version: (\S+)$", shown, re.MULTILINE))
    return run(["sort", "-urV"], work, feed="\n".join(found)).split() if found else []


def private_apt(root: Path) -> list[str]:
    """Options that make apt use only the source stanzas written below `root`."""
    for folder in ("etc", "lists/partial", "cache/archives/partial"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    write_sources(root / "etc")
    settings = {
        "Dir::Etc::sourcelist": "/dev/null",
        "Dir::Etc::sourceparts": str(root / "etc"),
        "Dir::State::lists": str(root / "lists"),
        "Dir::Cache": str(root / "cache"),
        "Acquire::Languages": "none",
    }
    if os.geteuid() == 0:
        settings["APT::Sandbox::User"] = "root"  # the unprivileged _apt user cannot enter the work directory
    return [word for key, value in settings.items() for word in ("-o", f"{key}={value}")]


def write_sources(folder: Path) -> None:
    """Copies this machine's main archive entries as source entries.

    The security archive is left out: mirrors list its newest source versions but often no longer hold the files.
    """
    if DEB822.is_file():
        stanza = next((s for s in stanzas(DEB822.read_text()) if "-security" not in s), "")
        text = re.sub(r"^Types:.*$", "Types: deb-src", stanza, flags=re.MULTILINE)
        name = "main.sources"
    else:
        lines = ONE_LINE.read_text().splitlines() if ONE_LINE.is_file() else []
        entries = [line for line in lines if line.startswith("deb ") and "-security" not in line]
        text = "\n".join("deb-src" + line.removeprefix("deb") for line in entries)
        name = "main.list"
    if not text.strip():
        raise FetchError(f"no archive entry found in {DEB822} or {ONE_LINE}")
    (folder / name).write_text(text.strip() + "\n")


def stanzas(text: str) -> Iterator[str]:
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if any(line.startswith("Types:") for line in lines):
            yield "\n".join(lines)


def install_requirements() -> None:
    lines = (HERE / "requirements.apt").read_text().splitlines()
    packages = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    run(["apt-get", "-qq", "update"], HERE)
    run(["apt-get", "-qq", "install", "--yes", "--no-install-recommends", *packages], HERE)


def run(argv: Sequence[str], cwd: Path, feed: str | None = None) -> str:
    """Standard output; a failing command becomes a FetchError with its last line."""
    done = subprocess.run(argv, cwd=cwd, input=feed, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines() or ["no message"]
        raise FetchError(f"{argv[0]} {argv[-1]}: {said[-1]}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())

"""Patches that no recipe made: from a unified diff or a changed tree, and the three-way merge of two of them."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from accelagent.codegen.recipes._support import HEADER, united
from accelagent.domain import Declined, Patch

MAX_DIFF_BYTES = 4 << 20
_APPLY = ("git", "apply", "--ignore-whitespace", "--whitespace=nowarn", "-p1", "-")


def from_diff(root: Path, diff: str, by: str, *, onto: Patch | None = None) -> Patch | Declined:
    """The unified diff (`a/` and `b/` prefixes) as whole new texts of files under `root`; Declined says why it does not apply.

    With `onto` the diff is against the source as that patch leaves it, and the result holds both.
    """
    from unidiff.errors import UnidiffParseError
    from unidiff.patch import PatchSet

    if len(diff) > MAX_DIFF_BYTES:
        return Declined(by, f"the patch has {len(diff)} bytes; allowed: {MAX_DIFF_BYTES}")
    text = diff if diff.endswith("\n") else diff + "\n"
    try:
        parts = PatchSet(text)
    except UnidiffParseError as error:
        return Declined(by, f"not a unified diff: {_line(str(error))}")
    if any(part.is_removed_file for part in parts):
        return Declined(by, "removes a file; a candidate changes or adds C and C++ files only")
    names = [part.path for part in parts]
    if not names:
        return Declined(by, "not a unified diff: it names no file")
    unsafe = [n for n in names if Path(n).is_absolute() or ".." in Path(n).parts]
    if unsafe:
        return Declined(by, f"{_line(unsafe[0])}: not a path inside the source tree")
    return _applied(root, text, names, by, onto)


def _applied(root: Path, diff: str, names: Sequence[str], by: str, onto: Patch | None) -> Patch | Declined:
    before = dict(onto.files) if onto else {}
    with tempfile.TemporaryDirectory(prefix="accelagent-") as folder:
        room = Path(folder)
        for name in names:
            target = room / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if name in before:
                target.write_bytes(_bytes(before[name]))
            elif (root / name).is_file():
                target.write_bytes((root / name).read_bytes())
        done = subprocess.run(
            _APPLY, cwd=room, input=_bytes(diff), capture_output=True, timeout=60, check=False
        )
        if done.returncode != 0:
            return Declined(by, f"the patch does not apply: {_line(done.stderr.decode(errors='replace'))}")
        kept = [(name, _bytes(text)) for name, text in before.items() if name not in names]
        return _patch([*kept, *((name, (room / name).read_bytes()) for name in names)])


def from_tree(root: Path, tree: Path, by: str) -> Patch | Declined:
    """What `tree` changes or adds over `root`; build products and anything under a dot folder are passed over."""
    changed = []
    for path in sorted(p for p in tree.rglob("*") if p.is_file() and not p.is_symlink()):
        name = path.relative_to(tree)
        if any(part.startswith(".") for part in name.parts) or path.stat().st_size > MAX_DIFF_BYTES:
            continue
        new, old = path.read_bytes(), root / name
        if b"\0" not in new[:4096] and not (old.is_file() and old.read_bytes() == new):
            changed.append((name.as_posix(), new))
    return _patch(changed) if changed else Declined(by, "the tree leaves every file as it was")


def with_file(patch: Patch, name: str, text: str) -> Patch:
    """The patch with a further file beside the first that it changes; one of that name that it holds stays."""
    if any(PurePosixPath(path).name == name for path, _ in patch.files):
        return patch
    place = PurePosixPath(min(path for path, _ in patch.files)).parent / name
    return replace(patch, files=((place.as_posix(), text), *patch.files))


def merged_texts(root: Path, one: Patch, other: Patch, by: str) -> Patch | Declined:
    """Both patches in one, by three-way merge over the source under `root`; Declined names the file in conflict."""
    texts = dict(one.files)
    for name, text in other.files:
        if name not in texts or texts[name] == text:
            texts[name] = text
            continue
        # A support file that both parents generated is generated anew, for what either of them uses.
        joined = united(texts[name], text) if PurePosixPath(name).name == HEADER else None
        joined = joined or _three_way(root / name, texts[name], text)
        if joined is None:
            return Declined(by, f"{name}: both parents change the same lines")
        texts[name] = joined
    return Patch(tuple(texts.items()), tuple(dict.fromkeys((*one.regions, *other.regions))))


def _three_way(base: Path, one: str, other: str) -> str | None:
    with tempfile.TemporaryDirectory(prefix="accelagent-") as folder:
        paths = [Path(folder) / name for name in ("one", "base", "other")]
        old = base.read_bytes() if base.is_file() else b""
        for path, content in zip(paths, (_bytes(one), old, _bytes(other)), strict=True):
            path.write_bytes(content)
        command = ["git", "merge-file", "--stdout", *map(str, paths)]
        done = subprocess.run(command, capture_output=True, timeout=60, check=False)
        return done.stdout.decode("utf-8", "surrogateescape") if done.returncode == 0 else None


def _patch(files: Iterable[tuple[str, bytes]]) -> Patch:
    return Patch(tuple((name, content.decode("utf-8", "surrogateescape")) for name, content in files), ())


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _line(text: str) -> str:
    return " ".join(text.split())[:200]

"""The run's own git repository of one service: the baseline as found, and a commit for every candidate."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from accelagent.domain import Patch
from accelagent.errors import SourceError, ToolchainError
from accelagent.process import Finished, run

_BASELINE = "refs/heads/baseline"
_DATE = (
    "2020-01-01T00:00:00 +0000"  # commits depend on content alone, so that equal runs have equal histories
)
_UNBOUNDED = 1 << 30
# The tree is taken byte by byte: no line-end conversion, filter or keyword of the project's attributes applies.
_ATTRIBUTES = "* -text -ident -filter !eol !diff !merge !working-tree-encoding\n"
_CONFIGURATION = {
    "core.autocrlf": "false",
    "core.fsmonitor": "false",
    "core.hooksPath": "/dev/null",
    "core.quotePath": "false",
    "gc.auto": "0",
    "safe.directory": "*",
    "init.defaultBranch": "baseline",
    "advice.detachedHead": "false",
}


class Repository:
    """Baseline and candidates of `source` under `directory`; the user's tree is only ever read."""

    def __init__(self, source: Path, directory: Path) -> None:
        """Takes the snapshot, or finds it from an earlier run; SourceError when the source changed since."""
        if not source.is_dir():
            raise SourceError(f"{source}: not a directory with a source tree")
        self.source = source.resolve()
        self.git_dir = (directory / "repo").resolve()
        self.trees = (directory / "trees").resolve()
        self.trees.mkdir(parents=True, exist_ok=True)
        run_dir = directory.parent.resolve()
        # An output directory inside the source tree is not part of it.
        self.own = run_dir if self.source in run_dir.parents else directory.resolve()
        self.baseline = self._snapshot()

    def _snapshot(self) -> str:
        if not (self.git_dir / "HEAD").exists():
            self._git("init", "--quiet", "--bare", str(self.git_dir))
        # A run that was killed leaves locks of its git processes behind; its worktrees may be gone.
        for lock in (*self.git_dir.glob("*.lock"), *(self.git_dir / "refs").rglob("*.lock")):
            lock.unlink(missing_ok=True)
        self._git("worktree", "prune")
        (self.git_dir / "info").mkdir(exist_ok=True)
        (self.git_dir / "info" / "attributes").write_text(_ATTRIBUTES)
        names = sorted(n for n in set(_listing(self.source)) if self.own not in (self.source / n).parents)
        if not names:
            raise SourceError(f"{self.source}: no files in the source tree")
        with tempfile.TemporaryDirectory(dir=self.git_dir) as scratch:
            index = {"GIT_INDEX_FILE": f"{scratch}/index"}
            given = Path(scratch) / "names"
            given.write_bytes(b"".join(os.fsencode(n) + b"\0" for n in names))
            work = f"--work-tree={self.source}"
            self._git(work, "update-index", "--add", "-z", "--stdin", env=index, cwd=self.source, stdin=given)
            tree = self._git("write-tree", env=index).strip()
        commit = self._git("commit-tree", tree, "-m", "baseline: the source as found").strip()
        self._remember(commit, names)
        return commit

    def _remember(self, commit: str, names: Sequence[str]) -> None:
        known = self._git("rev-parse", "--verify", "--quiet", _BASELINE, check=False).strip()
        if known and known != commit:
            raise SourceError(f"{self.source}: changed since this run began; start a new run")
        self._git("update-ref", _BASELINE, commit)
        times = {name: (self.source / name).lstat().st_mtime_ns for name in names}
        (self.git_dir / "times.json").write_text(json.dumps(times))

    def files(self, commit: str | None = None) -> Mapping[str, str]:
        """Mode (100644, 100755, 120000) of every file of a commit, by path."""
        listed = self._git("ls-tree", "-r", "-z", "--full-tree", commit or self.baseline)
        rows = (row.split("\t", 1) for row in listed.split("\0") if row)
        return {path: head.split()[0] for head, path in rows}

    def commit(self, patch: Patch, message: str, parents: Sequence[str]) -> str:
        """The commit of the baseline's tree with `patch` on it; several parents make a merge commit."""
        modes = self.files()
        with tempfile.TemporaryDirectory(dir=self.git_dir) as scratch:
            index = {"GIT_INDEX_FILE": f"{scratch}/index"}
            self._git("read-tree", self.baseline, env=index)
            rows = Path(scratch) / "rows"
            rows.write_bytes(b"".join(self._row(Path(scratch), f, modes) for f in patch.files))
            self._git("update-index", "--add", "-z", "--index-info", env=index, stdin=rows)
            tree = self._git("write-tree", env=index).strip()
            said = Path(scratch) / "message"
            said.write_text(message)
            ancestry = [word for parent in parents or (self.baseline,) for word in ("-p", parent)]
            commit = self._git("commit-tree", tree, *ancestry, "-F", str(said)).strip()
        # A reference keeps the commit from ever being collected and shows it in `log --all`.
        self._git("update-ref", f"refs/candidates/{commit[:12]}", commit)
        return commit

    def _row(self, scratch: Path, file: tuple[str, str], modes: Mapping[str, str]) -> bytes:
        path, text = file
        if not safe_path(path):
            raise SourceError(f"patch: {path!r} is not a path inside the source tree")
        if modes.get(path) == "120000":
            raise SourceError(f"patch: {path} is a symbolic link")
        blob = scratch / "blob"
        blob.write_bytes(encoded(text))
        name = self._git("hash-object", "-w", "--no-filters", str(blob)).strip()
        return f"{modes.get(path, '100644')} {name}\t".encode() + os.fsencode(path) + b"\0"

    def worktree(self, commit: str) -> Path:
        """A checked out tree of `commit`, made at first use; unchanged files keep the times of the source.

        Times matter: a tree whose generated files look older than their sources would be regenerated.
        """
        path = self.trees / commit[:12]
        if not (path / ".git").exists():
            self._git("worktree", "prune")
            self._git("worktree", "add", "--quiet", "--force", "--detach", str(path), commit)
            self._restore_times(path, commit)
        return path

    def remove(self, commit: str) -> None:
        """Drop the worktree of `commit`, if there is one."""
        path = self.trees / commit[:12]
        if path.exists():
            self._git("worktree", "remove", "--force", "--force", str(path))

    def _restore_times(self, path: Path, commit: str) -> None:
        times: dict[str, int] = json.loads((self.git_dir / "times.json").read_text())
        changed = self._git("diff", "--name-only", "--no-renames", "-z", self.baseline, commit).split("\0")
        for name in times.keys() - set(changed):
            os.utime(path / name, ns=(times[name], times[name]), follow_symlinks=False)

    def diff(self, commit: str, prefix: str = "") -> str:
        """The unified patch from the baseline to `commit`, for `git apply`; `prefix` is put before every path.

        Bytes that are not UTF-8 come as surrogate escapes: write the text with errors="surrogateescape".
        """
        where = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        prefixes = (f"--src-prefix=a/{where}", f"--dst-prefix=b/{where}")
        shape = ("--binary", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames")
        return self._git("diff", *shape, *prefixes, self.baseline, commit)

    def log_graph(self) -> str:
        """The candidate tree as `git log --graph` draws it."""
        form = "--pretty=format:%h %s"
        references = ("--glob=refs/candidates", _BASELINE)
        return self._git("log", "--graph", "--topo-order", "--no-color", form, *references)

    def _git(
        self,
        *arguments: str,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        stdin: Path | None = None,
        check: bool = True,
    ) -> str:
        here = () if arguments[0] == "init" else (f"--git-dir={self.git_dir}",)
        done = git([*here, *arguments], cwd=cwd or self.trees, env=env, stdin=stdin)
        if check and not done.ok:
            said = done.output.strip().splitlines()[-1:] or [done.describe()]
            raise SourceError(f"{self.source}: git {' '.join(arguments[:2])}: {said[0]}")
        return done.stdout


def git(
    arguments: Sequence[str], *, cwd: Path, env: Mapping[str, str] | None = None, stdin: Path | None = None
) -> Finished:
    """Run git free of the user's configuration, identity and hooks; output bytes survive as surrogate escapes."""
    person = {
        f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in _PERSON.items()
    }
    clean = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": "/nonexistent",
        "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        **person,
        **(env or {}),
    }
    settings = [word for name, value in _CONFIGURATION.items() for word in ("-c", f"{name}={value}")]
    argv = ["git", *settings, *arguments]
    with (stdin or Path(os.devnull)).open("rb") as given:
        done = run(
            argv,
            cwd=cwd,
            env=clean,
            stdin=given,
            output_limit=_UNBOUNDED,
            errors="surrogateescape",
            timeout_s=600,
        )
    if done.returncode == 127:
        raise ToolchainError("git is not installed: apt-get install git")
    return done


_PERSON = {"NAME": "AccelAgent", "EMAIL": "accelagent@localhost", "DATE": _DATE}


def _listing(source: Path, prefix: str = "") -> Iterator[str]:
    """Files and links of a source tree, relative to it: what git would take, or everything outside git.

    Outside git, .gitignore files say nothing: release archives ship generated files that they ignore.
    """
    for name in _tracked(source) or _walk(source):
        path = source / name
        if path.is_symlink() or path.is_file():
            yield prefix + name
        elif (path / ".git").exists():  # a submodule or nested repository
            yield from _listing(path, f"{prefix}{name.rstrip('/')}/")


def _tracked(source: Path) -> list[str]:
    """What git holds or would hold; nothing when `source` is not in a repository, or is ignored by it."""
    wanted = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"]
    done = git(wanted, cwd=source)
    return [name for name in done.stdout.split("\0") if name] if done.ok else []


def _walk(source: Path) -> list[str]:
    found: list[str] = []
    for parent, directories, names in os.walk(source):
        links = [d for d in directories if (Path(parent) / d).is_symlink()]
        directories[:] = sorted(d for d in directories if d != ".git" and d not in links)
        found += [(Path(parent) / n).relative_to(source).as_posix() for n in (*names, *links) if n != ".git"]
    return found


def safe_path(path: str) -> bool:
    """Whether `path` is a plain relative path that stays inside the tree and outside git's own files."""
    parts = PurePosixPath(path).parts
    plain = bool(parts) and str(PurePosixPath(path)) == path and not path.startswith("/")
    strange = any(part == ".." or part.lower() == ".git" for part in parts)
    return plain and not strange and path.isprintable() and "\\" not in path


def encoded(text: str) -> bytes:
    """A patch's text as file bytes."""
    return text.encode("utf-8", "surrogateescape")

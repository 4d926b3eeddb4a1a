"""The run's repository: faithful snapshots, deterministic commits, patches that apply."""

import os
import subprocess
from pathlib import Path

import pytest

from accelagent.domain import Patch
from accelagent.errors import SourceError
from accelagent.evaluation.repository import Repository, safe_path


def git(*arguments: str, cwd: Path) -> str:
    identity = ["-c", "user.name=x", "-c", "user.email=x@x", "-c", "protocol.file.allow=always"]
    return subprocess.run(
        ["git", *identity, *arguments], cwd=cwd, check=True, capture_output=True, text=True
    ).stdout


def write(root: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


def photograph(root: Path) -> dict[str, tuple[int, int, bytes]]:
    """Every file with mode, time and content, git's own included."""
    found = {}
    for path in sorted(root.rglob("*")):
        state = path.lstat()
        content = (
            os.fsencode(path.readlink()) if path.is_symlink() else b"" if path.is_dir() else path.read_bytes()
        )
        found[str(path.relative_to(root))] = (state.st_mode, state.st_mtime_ns, content)
    return found


SOURCES = {
    "main.c": b"int main(void) { return 0; }\n",
    "win.c": b"a\r\nb\r\n",
    "no_end.c": b"x\ny",
    "bin": b"\0\xff",
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    root = write(tmp_path / "source", SOURCES)
    (root / "run.sh").write_text("#!/bin/sh\n")
    (root / "run.sh").chmod(0o755)
    (root / "link").symlink_to("main.c")
    return root


def patch(**files: str) -> Patch:
    return Patch(tuple((name.replace("__", "."), text) for name, text in files.items()), ())


def test_a_plain_directory_is_taken_as_it_is(source: Path, tmp_path: Path) -> None:
    write(source, {".gitattributes": b"*.c text eol=lf\n", ".gitignore": b"generated\n", "generated": b"1"})
    before = photograph(source)
    tree = Repository(source, tmp_path / "run").worktree(Repository(source, tmp_path / "run").baseline)
    after = photograph(tree)
    after.pop(".git")
    assert after == before
    assert photograph(source) == before


def test_in_a_git_repository_ignored_files_stay_out_and_new_ones_come_in(
    source: Path, tmp_path: Path
) -> None:
    write(source, {".gitignore": b"*.o\n", "main.o": b"1", "forced.o": b"2"})
    git("init", "-q", cwd=source)
    git("add", "-f", "main.c", "forced.o", ".gitignore", cwd=source)
    git("commit", "-qm", "x", cwd=source)
    before = photograph(source)
    names = set(Repository(source, tmp_path / "run").files())
    assert {"main.c", "forced.o", "win.c", "link", "run.sh"} <= names
    assert "main.o" not in names
    assert photograph(source) == before


def test_a_subdirectory_of_a_repository_and_its_submodules_are_taken(source: Path, tmp_path: Path) -> None:
    library = write(tmp_path / "library", {"lib.c": b"int l;\n"})
    for place in (library, source):
        git("init", "-q", cwd=place)
        git("add", ".", cwd=place)
        git("commit", "-qm", "x", cwd=place)
    git("submodule", "--quiet", "add", str(library), "app/library", cwd=source)
    write(source, {"app/app.c": b"int a;\n"})
    assert set(Repository(source / "app", tmp_path / "run").files()) == {"app.c", "library/lib.c"}


def test_a_tree_that_its_repository_ignores_is_taken_whole(source: Path, tmp_path: Path) -> None:
    git("init", "-q", cwd=tmp_path)
    (tmp_path / ".gitignore").write_text("source\n")
    assert "main.c" in Repository(source, tmp_path / "run").files()


def test_commits_depend_on_content_alone_and_merges_have_two_parents(source: Path, tmp_path: Path) -> None:
    one, two = (Repository(source, tmp_path / name) for name in ("run1", "run2"))
    made = [
        r.commit(patch(main__c="int x;\n", new__c="int y;\n"), "leaf\n", [r.baseline]) for r in (one, two)
    ]
    assert made[0] == made[1]
    other = one.commit(patch(main__c="int z;\n"), "leaf 2", [one.baseline])
    merge = one.commit(patch(main__c="int xz;\n"), "merge", [made[0], other])
    graph = one.log_graph()
    assert graph.count("*") == 4
    assert "merge" in graph
    assert one.files(merge)["run.sh"] == "100755"
    assert git("rev-list", "--parents", "-1", merge, cwd=one.git_dir).split()[1:] == [made[0], other]


def test_the_patch_applies_also_with_crlf_no_newline_and_odd_bytes(source: Path, tmp_path: Path) -> None:
    repository = Repository(source, tmp_path / "run")
    texts = {
        "win__c": "a\r\nc\r\n",
        "no_end__c": "x\nz",
        "new__c": "caf\udce9\n",
        "link2__c": "",
        "bin": "\0\udcfe",
    }
    commit = repository.commit(patch(**texts), "all", [])
    target = tmp_path / "target"
    subprocess.run(["cp", "-a", source, target], check=True)
    (tmp_path / "p").write_bytes(repository.diff(commit).encode(errors="surrogateescape"))
    git("apply", "--check", str(tmp_path / "p"), cwd=target)
    git("apply", str(tmp_path / "p"), cwd=target)
    assert (target / "win.c").read_bytes() == b"a\r\nc\r\n"
    assert (target / "no_end.c").read_bytes() == b"x\nz"
    assert (target / "new.c").read_bytes() == b"caf\xe9\n"
    assert (target / "bin").read_bytes() == b"\0\xfe"


def test_a_prefix_places_the_patch_below_a_repository(source: Path, tmp_path: Path) -> None:
    repository = Repository(source, tmp_path / "run")
    diff = repository.diff(repository.commit(patch(main__c="int x;\n"), "m", []), prefix="apps/one")
    assert "--- a/apps/one/main.c\n+++ b/apps/one/main.c\n" in diff


def test_patched_files_are_newer_than_the_rest(source: Path, tmp_path: Path) -> None:
    os.utime(source / "main.c", ns=(10**18, 10**18))
    repository = Repository(source, tmp_path / "run")
    tree = repository.worktree(repository.commit(patch(win__c="x\n"), "m", []))
    assert (tree / "main.c").stat().st_mtime_ns == 10**18
    assert (tree / "win.c").stat().st_mtime_ns > 10**18
    repository.remove(tree.name)
    assert not tree.exists()


def test_locks_of_a_killed_run_do_not_stop_the_next(source: Path, tmp_path: Path) -> None:
    before = Repository(source, tmp_path / "run")
    commit = before.commit(patch(main__c="int main(void) { return 1; }\n"), "one", [before.baseline])
    for name in ("index", f"refs/candidates/{commit[:12]}", "refs/heads/baseline", "packed-refs"):
        (before.git_dir / f"{name}.lock").touch()  # what SIGKILL in the middle of a git command leaves
    after = Repository(source, tmp_path / "run")
    again = after.commit(patch(main__c="int main(void) { return 1; }\n"), "one", [before.baseline])
    assert again == commit


def test_a_changed_source_is_noticed_on_resuming(source: Path, tmp_path: Path) -> None:
    Repository(source, tmp_path / "run")
    (source / "main.c").write_text("changed")
    with pytest.raises(SourceError, match="changed since this run began"):
        Repository(source, tmp_path / "run")


@pytest.mark.parametrize(
    "path", ["../x.c", "/etc/x", "a/../../x", ".git/config", "a/.GIT/x", "", "a//b", "a\nb", "./a"]
)
def test_paths_that_leave_the_tree_are_refused(path: str, source: Path, tmp_path: Path) -> None:
    assert not safe_path(path)
    with pytest.raises(SourceError):
        Repository(source, tmp_path / "run").commit(Patch(((path, "x"),), ()), "m", [])


def test_writing_through_a_link_is_refused(source: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="symbolic link"):
        Repository(source, tmp_path / "run").commit(Patch((("link", "x"),), ()), "m", [])


def test_an_output_directory_inside_the_source_is_not_part_of_it(source: Path) -> None:
    (source / "out").mkdir()
    (source / "out" / "report.html").write_text("x")
    assert Repository(source, source / "out" / "service").files().keys() == {*SOURCES, "run.sh", "link"}

"""The box really is one: what commands inside can and cannot reach."""

from pathlib import Path

import pytest

from accelagent.evaluation.sandbox import WORKSPACE, Appetite, Bind, Sandbox, check_sandbox


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    directory = tmp_path / "tree"
    directory.mkdir()
    return directory


def boxed(tree: Path, command: str, box: Sandbox | None = None, env: dict[str, str] | None = None):
    return (box or Sandbox()).run(
        command, cwd=WORKSPACE, binds=[Bind(tree, WORKSPACE, writable=True)], env=env, timeout_s=20
    )


def test_this_machine_has_a_working_sandbox() -> None:
    assert check_sandbox() is None


def test_only_the_workspace_is_writable(tree: Path) -> None:
    done = boxed(
        tree,
        "echo x > made; touch /usr/x /etc/x /var/x 2>/dev/null; mount -o remount,rw / 2>/dev/null; touch /usr/x",
    )
    assert not done.ok
    assert (tree / "made").read_text() == "x\n"
    assert not Path("/usr/x").exists()


def test_the_host_tmp_and_homes_are_not_visible(tree: Path) -> None:
    done = boxed(tree, f"ls -A /root /home /run; ls -A /tmp; ls -d {tree} {Path.home()}/.[a-z]*")
    assert str(tree) not in done.stdout
    assert ".bashrc" not in done.output
    assert "accel\n" in done.stdout


def test_the_environment_is_empty_but_for_what_is_passed(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_API_KEY", "secret")
    done = boxed(tree, "env", env={"ACCEL_DEPTH": "4"})
    names = {line.partition("=")[0] for line in done.stdout.splitlines()}
    assert "ACCEL_DEPTH" in names
    assert names <= {"PATH", "HOME", "TMPDIR", "LANG", "ACCEL_DEPTH", "PWD", "OLDPWD", "SHLVL", "_"}


def test_there_is_no_network_but_loopback(tree: Path) -> None:
    done = boxed(tree, "cat /proc/net/dev | tail -n +3 | cut -d: -f1")
    assert done.stdout.split() == ["lo"]


def test_hidden_directories_are_empty(tree: Path, tmp_path: Path) -> None:
    secret = Path(tmp_path / "secret")
    secret.mkdir()
    (secret / "x").write_text("x")
    assert boxed(tree, f"cat {secret}/x", Sandbox(hidden=(secret,))).ok is False


def test_a_process_bomb_is_stopped(tree: Path) -> None:
    box = Sandbox(appetite=Appetite(processes=50))
    done = boxed(tree, "for i in $(seq 200); do sleep 30 & done; wait", box)
    assert done.killed == "more than 50 processes"


def test_a_disk_filler_is_stopped(tree: Path) -> None:
    box = Sandbox(appetite=Appetite(disk_bytes=20 << 20))
    done = boxed(tree, "i=0; while :; do head -c 4000000 /dev/zero > f$i; sync f$i; i=$((i+1)); done", box)
    assert done.killed == "more than 20 MiB written"


def test_one_huge_file_is_refused(tree: Path) -> None:
    done = boxed(tree, "head -c 3000000 /dev/zero > f", Sandbox(appetite=Appetite(file_bytes=1 << 20)))
    assert not done.ok
    assert (tree / "f").stat().st_size <= 1 << 20


def test_daemons_do_not_outlive_the_box(tree: Path) -> None:
    done = boxed(tree, "setsid sh -c 'while :; do date > beat; sleep 0.05; done' & sleep 0.3")
    assert done.ok
    (tree / "beat").unlink(missing_ok=True)
    boxed(tree, "sleep 0.3")
    assert not (tree / "beat").exists()


def test_unsafe_runs_bare_with_the_same_environment(tree: Path) -> None:
    box = Sandbox(unsafe=True)
    done = box.run("pwd; env", cwd=tree, binds=[Bind(tree, writable=True)], timeout_s=20)
    assert done.stdout.startswith(str(tree))
    assert box.workspace(tree) == tree

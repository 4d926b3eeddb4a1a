"""What a patch may touch, path by path."""

from pathlib import Path

import pytest

from accelagent.domain import Patch, Service, Workload
from accelagent.evaluation.policy import guarded_files, judges, objection

MODES = {
    "src/main.c": "100644",
    "src/crc.c": "100644",
    "compare.c": "100644",
    "check.sh": "100755",
    "vendor": "120000",
    "third_party/zlib/deflate.c": "100644",
}


def service(source: Path, **changes: object) -> Service:
    settings: dict[str, object] = {
        "name": "s",
        "source": source,
        "build": "make",
        "test": "sh ./check.sh && make check",
        "verify": "./compare {baseline} {candidate}",
        "workload": Workload("./main", items=1),
        "devices": (),
        "objectives": (),
        "exclude": ("third_party/**",),
        **changes,
    }
    return Service(**settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "path", ["src/main.c", "src/new.h", "src/attest.c", "contest.cpp", "latest/x.hpp", "src/checksum.c"]
)
def test_source_files_may_change(path: str, tmp_path: Path) -> None:
    assert objection(Patch(((path, "int x;\n"),), ()), service(tmp_path), MODES, tmp_path) is None


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("compare.c", "verification"),
        ("check.sh", "tests"),
        ("tests/x.c", "tests"),
        ("src/test_crc.c", "tests"),
        ("src/crc_test.cc", "tests"),
        ("vendor/x.c", "symbolic link"),
        ("third_party/zlib/deflate.c", "excluded"),
        ("Makefile", "not a C or C++ source"),
        ("CMakeLists.txt", "not a C or C++ source"),
        ("src/run.sh", "not a C or C++ source"),
        ("/etc/x.c", "inside"),
        ("src/../../x.c", "inside"),
        (".git/hooks/x.c", "inside"),
    ],
)
def test_the_rest_may_not(path: str, reason: str, tmp_path: Path) -> None:
    said = objection(Patch(((path, "int x;\n"),), ()), service(tmp_path), MODES, tmp_path)
    assert said
    assert reason in said.reason


def test_guarded_files_follow_the_commands_of_the_specification(tmp_path: Path) -> None:
    assert guarded_files(service(tmp_path), MODES) == {"compare.c", "check.sh"}
    assert guarded_files(service(tmp_path, test=None, verify=None, exclude=()), MODES) == {"compare.c"}
    assert guarded_files(service(tmp_path, test="broken 'quote check.sh"), MODES) >= {"check.sh"}


def test_an_argument_of_verify_guards_no_source_of_that_name(tmp_path: Path) -> None:
    modes = dict.fromkeys(("pack.c", "oracle.c"), "100644")
    for command in ("(cd {candidate} && ./prog pack o.bin) && {baseline}/oracle o.bin", "(./oracle pack)"):
        assert guarded_files(service(tmp_path, test=None, verify=command), modes) == {"oracle.c"}


@pytest.mark.parametrize(
    "verify",
    [
        "{baseline}/pack comp x > /tmp/b && {candidate}/pack comp x > /tmp/c && cmp /tmp/b /tmp/c",
        "(cd {candidate} && ./pack o.bin) && {baseline}/oracle o.bin",
        "({candidate}/pack x; ./pack x) | {baseline}/oracle",
        "{baseline}/pack x > /tmp/b; ./oracle /tmp/b {candidate}/pack.out",
    ],
)
def test_the_program_under_judgement_is_not_its_own_judge(verify: str, tmp_path: Path) -> None:
    modes = dict.fromkeys(("pack.c", "oracle.c"), "100644")
    judged = service(tmp_path, test=None, verify=verify, workload=Workload("./pack bench.bin", items=1))
    assert guarded_files(judged, modes) <= {"oracle.c"}
    assert ("oracle" in verify) == bool(guarded_files(judged, modes))


@pytest.mark.parametrize(
    "verify",
    [
        "./pack --compare {baseline} {candidate}",
        "{candidate}/pack --compare {baseline} {candidate}",
        "(cd {candidate} && ./pack --check .)",
        "./pack {candidate}/ 'and a quote",
    ],
)
def test_a_program_that_is_given_the_candidates_tree_judges_it(verify: str, tmp_path: Path) -> None:
    judged = service(tmp_path, test=None, verify=verify, workload=Workload("./pack bench.bin", items=1))
    assert guarded_files(judged, {"pack.c": "100644"}) == {"pack.c"}


def test_a_file_that_verify_names_is_guarded_wherever_it_lies(tmp_path: Path) -> None:
    judged = service(tmp_path, test=None, verify="cc {candidate}/judge.c -o /tmp/j && /tmp/j {candidate}/out")
    assert guarded_files(judged, dict.fromkeys(("judge.c", "out.c"), "100644")) == {"judge.c"}


def test_words_of_a_name_decide_not_letters() -> None:
    assert judges("a/tests/b.c")
    assert judges("verify-png.c")
    assert not judges("src/attestation.c")

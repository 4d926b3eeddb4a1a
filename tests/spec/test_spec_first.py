"""The first specification loads, and says how the tree is built and tested."""

from pathlib import Path

import pytest

from accelagent.errors import SpecError
from accelagent.spec import load_spec
from accelagent.spec.first import first


@pytest.mark.parametrize(
    ("file", "text", "build", "test"),
    [
        ("Makefile", "all:\n\tcc\ncheck: all\n", "make", "make check"),
        ("Makefile", "all:\n\tcc\n", "make", None),
        ("CMakeLists.txt", "", "cmake -S . -B build", "ctest --test-dir build"),
        ("configure.ac", "", "autoreconf -i", "make check"),
    ],
)
def test_it_loads_and_names_build_and_tests(tmp_path, file, text, build, test):
    tree = tmp_path / "My Service"
    tree.mkdir()
    (tree / file).write_text(text)
    (tree / "a.c").touch()
    found = first(tree, tmp_path / "accel.yaml")
    [service] = load_spec(tmp_path / "accel.yaml").services
    assert (service.name, service.source.resolve()) == ("my-service", tree)
    assert service.build.startswith(build)
    assert service.test == test
    assert "languages: C (1 file)" in found.notes
    with pytest.raises(SpecError, match="is there already"):
        first(tree, tmp_path / "accel.yaml")


def test_a_tree_without_a_build_is_said(tmp_path):
    with pytest.raises(SpecError, match="looked for CMakeLists"):
        first(tmp_path, tmp_path / "accel.yaml")


@pytest.mark.parametrize("folder", ["7zip", "---", "a" * 80, "pack #1: new", "Ünïcode"])
def test_what_is_written_can_be_read_whatever_the_folder_is_called(tmp_path: Path, folder: str) -> None:
    tree = tmp_path / folder
    tree.mkdir()
    (tree / "Makefile").write_text("check:\n\ttrue\n")
    first(tree, tmp_path / "accel.yaml")
    [service] = load_spec(tmp_path / "accel.yaml").services
    assert service.source == tree.resolve()

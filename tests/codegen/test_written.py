"""Patches of other proposers: what applies becomes whole texts, what does not is declined with its reason."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests_landscape import ASYNC, INCORE, SIZE, THROUGHPUT, Ledger, tree

from accelagent.codegen.explore import Explorer, Limits, Task
from accelagent.codegen.recipes._support import Features, render
from accelagent.codegen.written import from_diff, from_tree, merged_texts
from accelagent.domain import Declined, Design, Patch, Proposal

OLD = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n"
DIFF = """--- a/src/work.c
+++ b/src/work.c
@@ -1,3 +1,3 @@
 one
-two
+2
 three
--- /dev/null
+++ b/src/new.h
@@ -0,0 +1 @@
+#define NEW 1
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "base" / "src").mkdir(parents=True)
    (tmp_path / "base" / "src" / "work.c").write_text(OLD)
    return tmp_path / "base"


def test_a_diff_becomes_whole_texts_and_leaves_the_source_alone(root: Path) -> None:
    patch = from_diff(root, DIFF, "agent")
    assert isinstance(patch, Patch)
    assert dict(patch.files) == {"src/work.c": OLD.replace("two", "2"), "src/new.h": "#define NEW 1\n"}
    assert (root / "src" / "work.c").read_text() == OLD


@pytest.mark.parametrize(
    ("diff", "said"),
    [
        ("nonsense", "not a unified diff"),
        (DIFF.replace("-two", "-nine"), "does not apply"),
        (DIFF.replace("src/work.c", "../work.c"), "not a path inside"),
        ("--- a/src/work.c\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-one\n", "removes a file"),
        ("x" * (5 << 20), "allowed"),
    ],
)
def test_what_does_not_apply_is_declined(root: Path, diff: str, said: str) -> None:
    patch = from_diff(root, diff, "agent")
    assert isinstance(patch, Declined)
    assert said in patch.reason


def test_a_changed_tree_is_a_patch_without_its_build_products(root: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / "src").mkdir(parents=True)
    (other / "src" / "work.c").write_text("changed\n")
    (other / "work.o").write_bytes(b"\x7fELF\0\0")
    patch = from_tree(root, other, "agent")
    assert isinstance(patch, Patch)
    assert patch.files == (("src/work.c", "changed\n"),)
    assert isinstance(from_tree(root, root, "agent"), Declined)


def test_patches_of_different_lines_merge_and_of_the_same_lines_do_not(root: Path) -> None:
    first = Patch((("src/work.c", OLD.replace("one", "1")),), ("r1",))
    last = Patch((("src/work.c", OLD.replace("seven", "7")),), ("r2",))
    both = merged_texts(root, first, last, "agent")
    assert isinstance(both, Patch)
    assert dict(both.files)["src/work.c"] == OLD.replace("one", "1").replace("seven", "7")
    clash = merged_texts(root, first, Patch((("src/work.c", OLD.replace("one", "I")),), ()), "agent")
    assert isinstance(clash, Declined)
    assert "src/work.c" in clash.reason


def test_a_support_file_of_two_parents_is_generated_for_both(root: Path) -> None:
    def parent(**features: Any) -> Patch:
        return Patch((("src/accel_offload.h", render(Features(**features), {})),), ())

    copies, sums = parent(dsa=True, memory=frozenset({"memcpy"})), parent(isal=True, checksums=True)
    both = merged_texts(root, copies, sums, "agent")
    assert isinstance(both, Patch)
    expected = Features(dsa=True, isal=True, checksums=True, memory=frozenset({"memcpy"}))
    assert dict(both.files)["src/accel_offload.h"] == render(expected, {})
    edited = Patch(
        (("src/accel_offload.h", copies.files[0][1].replace("pthread_once", "pthread_twice")),), ()
    )
    assert isinstance(merged_texts(root, edited, sums, "agent"), Declined), (
        "what a hand changed is not overwritten"
    )


@dataclass
class Writer:
    """Proposes `texts` in order, once for the first objective it is asked for."""

    texts: list[str]
    asked: list[Task] = field(default_factory=list)
    name: str = "writer"

    def propose(self, task: Task) -> Proposal | None:
        self.asked.append(task)
        if task.objective != THROUGHPUT or len(task.tried) >= len(self.texts):
            return None
        return Proposal(Patch((("work.c", self.texts[len(task.tried)]),), ()), offloads=False)


def grow(writer: Writer, trials: int = 100) -> tuple[Ledger, Explorer]:
    ledger = Ledger()
    explorer = Explorer(tree(), ledger.seams(writer), Limits(trials, time.monotonic() + 60))
    explorer.run([ASYNC, INCORE, Design("offload-sync", ())])
    return ledger, explorer


def test_a_proposer_sees_its_own_outcomes_and_stands_in_the_tree_under_its_name() -> None:
    writer = Writer(["first", "second"])
    _, explorer = grow(writer)
    nodes = [t for t in explorer.tree.trials if t.candidate.proposer == "writer"]
    assert [t.candidate.patch.files[0][1] for t in nodes if t.candidate.patch] == ["first", "second"]
    assert [len(task.tried) for task in writer.asked if task.objective == THROUGHPUT] == [0, 1, 2]
    assert any(task.objective == SIZE for task in writer.asked)


def test_a_proposer_that_repeats_itself_is_asked_no_more() -> None:
    writer = Writer(["same", "same", "other"])
    _, explorer = grow(writer)
    assert sum(t.candidate.proposer == "writer" for t in explorer.tree.trials) == 1


def test_recipes_never_merge_a_text_they_did_not_write() -> None:
    _, explorer = grow(Writer(["first"]))
    written = {t.candidate.id for t in explorer.tree.trials if t.candidate.design.written}
    assert written
    assert not any(written & set(t.candidate.parents) for t in explorer.tree.merges())

"""Edits by bytes: exact, order-independent, made once."""

from __future__ import annotations

import pytest

from accelagent.codegen.edits import Edit, apply_edits, blank_comments, include_edit, rename_callee


def test_edits_apply_whatever_their_order_and_count_once() -> None:
    edits = [Edit(0, 1, "AA"), Edit(4, 5, ""), Edit(2, 2, "+"), Edit(0, 1, "AA")]
    assert apply_edits(b"abcde", edits) == b"AAb+cd"
    assert apply_edits(b"abcde", reversed(edits)) == b"AAb+cd"


def test_overlapping_edits_are_refused() -> None:
    with pytest.raises(ValueError, match="byte 0"):
        apply_edits(b"abcde", [Edit(0, 3, "x"), Edit(2, 4, "y")])


def test_only_the_callee_is_renamed() -> None:
    text = b"x = ::deflate (&zs, deflate_flags);"
    edit = rename_callee(text, 4, "deflate", "accel_deflate")
    assert edit is not None
    assert apply_edits(text, [edit]) == b"x = ::accel_deflate (&zs, deflate_flags);"
    assert rename_callee(b"deflateEnd(&zs)", 0, "deflate", "accel_deflate") is None


def test_the_include_goes_after_the_last_unconditional_one() -> None:
    text = (
        b'#include <a.h>\n#include "b.h"\n#ifdef WIN\n#include <c.h>\n#endif\n/* #include <d.h> */\nint x;\n'
    )
    edit = include_edit(text, "src/x.c", "src/accel_offload.h")
    assert edit is not None
    assert b'"b.h"\n#include "accel_offload.h"\n#ifdef' in apply_edits(text, [edit])


def test_the_include_stays_inside_an_include_guard() -> None:
    text = b"#ifndef G\n#define G\n#include <a.h>\n#endif\n"
    edit = include_edit(text, "include/x.h", "src/accel_offload.h")
    assert edit is not None
    assert apply_edits(text, [edit]) == text.replace(
        b"<a.h>\n", b'<a.h>\n#include "../src/accel_offload.h"\n'
    )


def test_a_file_that_has_the_include_gets_no_other() -> None:
    text = b"#include <a.h>"
    edit = include_edit(text, "x.c", "accel_offload.h")
    assert edit is not None
    once = apply_edits(text, [edit])
    assert once == b'#include <a.h>\n#include "accel_offload.h"\n'
    assert include_edit(once, "x.c", "accel_offload.h") is None


def test_comments_and_literals_are_blanked_in_place() -> None:
    text = b'a /* "x" \n y */ b "// \\" c" d // e\n\'"\' f'
    blank = blank_comments(text)
    assert len(blank) == len(text)
    assert blank.split() == [b"a", b"b", b"d", b"f"]
    assert blank.count(b"\n") == text.count(b"\n")

"""What the gates read out of a command's end."""

import pytest

from accelagent.evaluation.gates import _last_words


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Total Test time (real) =   9.98 sec\n", "Total Test time (real) =  10.02 sec\n\n", True),
        ("ok 12 of 12, 3:04\n", "ok 12 of 12, 12:59\n", True),
        ("all 12 passed\n", "11 passed\n", False),
        ("all passed\n", "", False),
    ],
)
def test_a_tests_last_line_is_the_same_whatever_its_numbers(one: str, other: str, same: bool) -> None:
    assert (_last_words(one) == _last_words(other)) == same

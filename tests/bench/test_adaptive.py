"""The bench of the adaptive threshold, one change of it: a second after it the rate is the better fixed setting's."""

from __future__ import annotations

import pytest

from accelagent.bench import adaptive
from accelagent.bench._clients import clients


@pytest.mark.slow
def test_a_second_after_sizes_and_contention_changed_the_better_setting_is_found() -> None:
    with clients() as programs:
        found = adaptive.figure(programs, adaptive.CHANGES[0])
    assert found.value is not None, found.note
    assert found.value >= 0.95
    rates = {row["setting"]: row["later"] for row in found.samples}
    assert rates["core"] > 2 * rates["device"], "contention makes the other setting a bad one"

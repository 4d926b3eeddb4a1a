"""A part of a device is as fast per engine as the whole and no faster together than its share."""

from __future__ import annotations

import pytest

from accelagent.devices import allotted, device, part
from accelagent.devices.model import CORNERS
from accelagent.domain import DeviceUse


@pytest.mark.parametrize("corner", CORNERS)
def test_engines_and_common_bandwidth_shrink_and_nothing_else_does(corner: str) -> None:
    whole, some = device("qat-4xxx"), allotted(DeviceUse("qat", "qat-4xxx", 1, 2))
    assert some.at("engines", corner) == 2
    assert some.at("bandwidth_cap", corner) == pytest.approx(whole.at("bandwidth_cap", corner) / 4)
    changed = {n for n, p in whole.parameters.items() if some.parameters[n] != p}
    assert changed == {"engines", "bandwidth_cap", "decompress_bandwidth_cap", "sym_bandwidth_cap"}


def test_without_a_number_all_of_it_is_the_applications() -> None:
    assert allotted(DeviceUse("qat", "qat-4xxx")) == device("qat-4xxx")
    assert part(device("isal"), 0) is device("isal")

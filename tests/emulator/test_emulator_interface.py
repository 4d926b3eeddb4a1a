"""The parts of the CPA interface that programs of others use: beyond sessions, requests and polling."""

from __future__ import annotations

import subprocess

import pytest


@pytest.mark.parametrize("clock", ["virtual", "fixed"])
def test_requests_without_a_session_frame_and_check_as_the_vendors(emulator, clock):
    assert emulator.run(["sessionless"], clock=clock).output == "ok\n"


@pytest.mark.parametrize("clock", ["virtual", "fixed"])
def test_the_data_plane_and_events_follow_the_vendors_contract(emulator, clock):
    assert emulator.with_parameters(ring_depth=16).run(["dataplane"], clock=clock).output == "ok\n"


def test_the_data_plane_waits_for_a_slow_device(emulator):
    emulator = emulator.with_parameters(ring_depth=16)
    assert emulator.run(["dataplane"], faults="slow").output == "ok\n"


def test_a_build_finds_the_library_as_an_installed_package(install, tmp_path):
    source = "#include <qat/cpa_dc.h>\n#include <qat/icp_sal_user.h>\nint main(void) { return icp_sal_userIsQatAvailable(); }\n"
    flags = subprocess.run(
        ["pkg-config", "--cflags", "--libs", "qatlib"],
        env={"PATH": "/usr/bin:/bin", "PKG_CONFIG_PATH": str(install.lib / "pkgconfig")},
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    rpath = f"-Wl,-rpath-link,{install.lib}"
    subprocess.run(
        ["gcc", "-o", str(tmp_path / "a"), "-x", "c", "-", "-x", "none", *flags, rpath],
        input=source,
        text=True,
        check=True,
    )

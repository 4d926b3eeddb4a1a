"""The parts of the CPA interface that programs of others use: beyond sessions, requests and polling."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from accelagent.devices import device


def _package_flags(install):
    """What pkg-config says, or without it what the package files say."""
    folder = install.lib / "pkgconfig"
    if shutil.which("pkg-config") is None:
        assert f"prefix={install.root}" in (folder / "libqat.pc").read_text()
        return [f"-I{install.include}", f"-L{install.lib}", "-lqat", "-lusdm"]
    env = {"PATH": os.environ["PATH"], "PKG_CONFIG_PATH": str(folder)}
    argv = ["pkg-config", "--cflags", "--libs", "qatlib"]
    return subprocess.run(argv, env=env, check=True, capture_output=True, text=True).stdout.split()


@pytest.mark.parametrize("clock", ["virtual", "fixed"])
def test_requests_without_a_session_frame_and_check_as_the_vendors(emulator, clock):
    assert emulator.run(["sessionless"], clock=clock).output == "ok\n"


@pytest.mark.parametrize("clock", ["virtual", "fixed"])
def test_the_data_plane_and_events_follow_the_vendors_contract(emulator, clock):
    assert emulator.with_parameters(ring_depth=16).run(["dataplane"], clock=clock).output == "ok\n"


def test_the_data_plane_waits_for_a_slow_device(emulator):
    emulator = emulator.with_parameters(ring_depth=16)
    assert emulator.run(["dataplane"], faults="slow").output == "ok\n"


@pytest.mark.parametrize("clock", ["virtual", "fixed"])
@pytest.mark.parametrize(("case", "completed"), [("", [2, 0]), ("verify", [1, 1]), ("refused", [0, 0])])
def test_a_hash_and_a_compression_are_chained(emulator, clock, case, completed):
    """Digest, stream and both checksums are those of OpenSSL and zlib."""
    assert emulator.run(["chain", case] if case else ["chain"], clock=clock).numbers == completed


@pytest.mark.parametrize("service", ["dc", "cy"])
def test_an_event_costs_the_wake_up_of_the_thread_that_slept(emulator, service):
    """On the fixed clock: to the nanosecond what the catalogue says of a wake-up by the kernel, beside a free look."""
    free = emulator.with_parameters(empty_poll_s=0.0)
    wake_ns = round(device("host-cpu").parameter("channel_latency_s").value * 1e9)
    [polled], [woken] = (free.run(["woken", service, how]).numbers for how in ("poll", "event"))
    assert woken - polled == wake_ns
    late = ("5000",)  # beyond the completion: nobody sleeps, and nobody is woken
    [polled], [woken] = (free.run(["woken", service, how, *late]).numbers for how in ("poll", "event"))
    assert woken == polled


@pytest.mark.parametrize("clock", ["virtual", "wall", "real"])
@pytest.mark.parametrize("service", ["dc", "cy"])
def test_events_end_waits_on_every_clock(emulator, clock, service):
    assert emulator.run(["woken", service, "event"], clock=clock).numbers[0] > 0


@pytest.mark.parametrize("clock", ["virtual", "fixed", "wall"])
def test_a_sleeping_thread_can_be_cancelled(emulator, clock):
    assert emulator.run(["cancelled"], clock=clock).output == "ok\n"


def test_the_end_of_a_thread_spares_the_frame_of_its_function(emulator):
    assert emulator.run(["farewell"]).output == "0\n"


def test_a_build_finds_the_library_as_an_installed_package(install, tmp_path):
    source = "#include <qat/cpa_dc.h>\n#include <qat/icp_sal_user.h>\nint main(void) { return icp_sal_userIsQatAvailable(); }\n"
    flags = _package_flags(install)
    rpath = f"-Wl,-rpath-link,{install.lib}"
    subprocess.run(
        ["gcc", "-o", str(tmp_path / "a"), "-x", "c", "-", "-x", "none", *flags, rpath],
        input=source,
        text=True,
        check=True,
    )

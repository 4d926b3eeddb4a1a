"""Builds that look for installed packages find the emulator's libraries: pkg-config, CMake, and an archive's name."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

SOURCE = """
#include "qpl/qpl.h"
#include <cstdio>
int main() { return std::puts(qpl_get_library_version()) < 0; }
"""
LISTS = """
cmake_minimum_required(VERSION 3.15)
project(client LANGUAGES CXX)
find_package({package} {version} CONFIG REQUIRED)
add_executable(client client.cpp)
target_link_libraries(client {package}::qpl)
"""


@pytest.fixture
def client(tmp_path):
    (tmp_path / "client.cpp").write_text(SOURCE)
    return tmp_path


def _configured(client, install, package, version):
    (client / "CMakeLists.txt").write_text(LISTS.format(package=package, version=version))
    argv = ["cmake", "-S", client, "-B", client / "built", f"-DCMAKE_PREFIX_PATH={install.root}"]
    return subprocess.run(argv, check=False, capture_output=True, text=True, timeout=60)


@pytest.mark.skipif(shutil.which("cmake") is None, reason="needs cmake")
@pytest.mark.parametrize("package", ["QPL", "Qpl"])
def test_cmake_finds_qpl_under_the_names_of_old_and_new_releases(client, install, package):
    assert _configured(client, install, package, "1.5").returncode == 0
    subprocess.run(["cmake", "--build", client / "built"], check=True, capture_output=True, timeout=60)
    printed = subprocess.run([client / "built" / "client"], check=True, capture_output=True, text=True)
    assert printed.stdout.startswith("1.6")
    assert "requested version" in _configured(client, install, package, "2.0").stderr


def test_a_build_that_names_qpls_archive_links(client, install):
    archive = install.lib / "libqpl.a"
    subprocess.run(
        ["g++", "-o", client / "client", client / "client.cpp", f"-I{install.include}", archive], check=True
    )
    env = {**os.environ, "LD_LIBRARY_PATH": str(install.lib)}
    subprocess.run([client / "client"], check=True, capture_output=True, env=env)


@pytest.mark.skipif(shutil.which("pkg-config") is None, reason="needs pkg-config")
@pytest.mark.parametrize(
    ("package", "flag"), [("qpl", "-lqpl"), ("qatzip", "-lqatzip"), ("libusdm", "-lusdm")]
)
def test_pkg_config_says_how_to_build(install, package, flag):
    env = {"PATH": os.environ["PATH"], "PKG_CONFIG_PATH": str(install.lib / "pkgconfig")}
    said = subprocess.run(
        ["pkg-config", "--cflags", "--libs", package], env=env, check=True, capture_output=True, text=True
    ).stdout.split()
    assert {f"-I{install.include}", flag} <= set(said)

"""What build systems look for in an installation: pkg-config files, CMake packages, QPL's static library."""

from __future__ import annotations

from pathlib import Path

_QATLIB = "26.08.0"  # the releases whose interfaces these are
_QPL = "1.6.0"
_LINKS = {
    "qatlib": (_QATLIB, ("Requires: libqat libusdm",)),
    "libqat": (_QATLIB, ("Libs: -L${libdir} -lqat", "Cflags: -I${includedir}", "Requires: libusdm")),
    "qatzip": (
        _QATLIB,
        ("Libs: -L${libdir} -lqatzip", "Cflags: -I${includedir}", "Requires: libqat libusdm"),
    ),
    "libusdm": (_QATLIB, ("Libs: -L${libdir} -lusdm", "Cflags: -I${includedir}")),
    "qpl": (_QPL, ("Libs: -L${libdir} -lqpl", "Cflags: -I${includedir}")),
}
_CMAKE = ("QPL", "Qpl")  # release 1.6 exports QPL::qpl, earlier ones Qpl::qpl; clients ask for either
_CONFIG = """\
get_filename_component(_accel_root "${{CMAKE_CURRENT_LIST_DIR}}/../../.." ABSOLUTE)
if(NOT TARGET {name}::qpl)
  add_library({name}::qpl SHARED IMPORTED)
  set_target_properties({name}::qpl PROPERTIES
    IMPORTED_LOCATION "${{_accel_root}}/lib/libqpl.so.1"
    IMPORTED_SONAME "libqpl.so.1"
    INTERFACE_INCLUDE_DIRECTORIES "${{_accel_root}}/include")
endif()
unset(_accel_root)
"""
_VERSION = """\
set(PACKAGE_VERSION "{version}")
if(PACKAGE_FIND_VERSION VERSION_GREATER PACKAGE_VERSION)
  set(PACKAGE_VERSION_COMPATIBLE FALSE)
else()
  set(PACKAGE_VERSION_COMPATIBLE TRUE)
  if(PACKAGE_FIND_VERSION VERSION_EQUAL PACKAGE_VERSION)
    set(PACKAGE_VERSION_EXACT TRUE)
  endif()
endif()
"""


def describe(root: Path, built: Path) -> None:
    """Write into `built` what lets builds find the libraries that will lie in `root`."""
    lib = built / "lib"
    (lib / "pkgconfig").mkdir(parents=True, exist_ok=True)
    places = [f"prefix={root}", "libdir=${prefix}/lib", "includedir=${prefix}/include", ""]
    for name, (version, lines) in _LINKS.items():
        about = [f"Name: {name}", "Description: emulated devices", f"Version: {version}"]
        text = "\n".join([*places, *about, *lines]) + "\n"
        (lib / "pkgconfig" / f"{name}.pc").write_text(text, encoding="utf-8")
    for name in _CMAKE:
        folder = lib / "cmake" / name
        folder.mkdir(parents=True)
        (folder / f"{name}Config.cmake").write_text(_CONFIG.format(name=name), encoding="utf-8")
        (folder / f"{name}ConfigVersion.cmake").write_text(_VERSION.format(version=_QPL), encoding="utf-8")
    # A build that names the static library gets the shared one: the linker takes a script for an archive.
    (lib / "libqpl.a").write_text(f"INPUT({root / 'lib' / 'libqpl.so.1'})\n", encoding="utf-8")

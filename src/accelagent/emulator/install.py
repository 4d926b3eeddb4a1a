"""Compiles the packaged C sources with the system's compiler, once per version of the sources."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from accelagent import process
from accelagent.emulator import packages
from accelagent.errors import ToolchainError

PACKAGES = "apt-get install -y gcc libc6-dev libisal-dev libssl-dev zlib1g-dev"

_HERE = Path(__file__).parent
_FLAGS = (
    "-std=c11",
    "-D_GNU_SOURCE",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-O2",
    "-fPIC",
    "-fvisibility=hidden",
    "-Wl,-z,defs",
    "-Wl,-rpath,$ORIGIN",
)
_COMPILE_LIMIT_S = 300.0
_PLACES = (
    "qat",
    "lac",
    "dc",
    "rl",
)  # where a package of the vendor's, or its source tree, has the headers too


@dataclass(frozen=True, slots=True)
class Install:
    """A built emulator: what to compile against, what to load, and what to preload."""

    root: Path
    include: Path
    lib: Path
    preload: Path

    @property
    def preload_idxd(self) -> Path:
        """What a program with DSA devices loads before `preload`."""
        return self.lib / "libaccelemu-idxd.so"


@dataclass(frozen=True, slots=True)
class _Library:
    soname: str
    sources: tuple[str, ...]
    links: tuple[str, ...]
    plain: str = ""  # the name that -l finds
    program: bool = False


# Sonames are those of QATlib, so that a program finds either.
_LIBRARIES = (
    _Library(
        "libaccelemu.so",
        (
            "config.c",
            "shared.c",
            "link.c",
            "link_socket.c",
            "service.c",
            "device_model.c",
            "dsa_config.c",
            "dsa_model.c",
            "iaa_config.c",
            "faults.c",
            "pages.c",
            "queue.c",
            "helper.c",
            "vclock.c",
            "pace.c",
            "stats.c",
            "record.c",
            "interpose_thread.c",
            "interpose_time.c",
            "interpose_process.c",
            "interpose_io.c",
            "channel.c",
            "ends.c",
        ),
        ("-lpthread", "-ldl"),
    ),
    _Library(
        "libaccelemu-iaa.so",
        (
            "iaa_device.c",
            "iaa_deflate.c",
            "iaa_filter.c",
            "iaa_huffman.c",
            "iaa_inflate.c",
            "iaa_match.c",
            "iaa_sums.c",
        ),
        ("-laccelemu", "-lisal", "-lz", "-lpthread"),
    ),
    _Library(
        "libaccelemu-idxd.so",
        (
            "dsa_check.c",
            "dsa_ops.c",
            "dsa_dif.c",
            "dsa_helper.c",
            "dsa_ring.c",
            "dsa_submit.c",
            "dsa_wait.c",
            "dsa_node.c",
            "dsa_files.c",
            "dsa_time.c",
            "dsa_trap.c",
            "dsa_watch.c",
            "iax_aecs.c",
            "iax_check.c",
            "iax_deflate.c",
            "iax_filter.c",
            "iax_inflate.c",
            "iax_ops.c",
            "iax_queue.c",
        ),
        ("-laccelemu", "-laccelemu-iaa", "-lisal", "-lpthread", "-ldl"),
    ),
    _Library(
        "libqpl.so.1",
        (
            "qpl_check.c",
            "qpl_compress.c",
            "qpl_decompress.c",
            "qpl_filter.c",
            "qpl_job.c",
            "qpl_more.c",
            "qpl_table.c",
        ),
        ("-laccelemu", "-laccelemu-iaa", "-lisal", "-lz", "-lpthread"),
        "libqpl.so",
    ),
    _Library("libusdm.so.0", ("usdm.c",), ("-laccelemu", "-lpthread"), "libusdm.so"),
    _Library(
        "libqat.so.4",
        (
            "qat_api.c",
            "qat_capabilities.c",
            "qat_cy.c",
            "qat_cy_check.c",
            "qat_cy_dp.c",
            "qat_cy_dsa.c",
            "qat_cy_ec.c",
            "qat_cy_key.c",
            "qat_cy_pke.c",
            "qat_cy_refused.c",
            "qat_cy_ring.c",
            "qat_cy_rsa.c",
            "qat_cy_session.c",
            "qat_cy_setup.c",
            "qat_cy_sm2.c",
            "qat_cy_sym.c",
            "qat_cy_work.c",
            "qat_dc.c",
            "qat_dc_chain.c",
            "qat_dp.c",
            "qat_event.c",
            "qat_framing.c",
            "qat_integrity.c",
            "qat_limits.c",
            "qat_lists.c",
            "qat_refused.c",
            "qat_requests.c",
            "qat_sal.c",
            "qat_session.c",
            "qat_work.c",
            "ops_crypto.c",
            "ops_deflate.c",
            "ops_dsa.c",
            "ops_ec.c",
            "ops_edwards.c",
            "ops_kdf.c",
            "ops_lz4.c",
            "ops_pke.c",
            "ops_sm2.c",
        ),
        ("-lusdm", "-laccelemu", "-lcrypto", "-lisal", "-lz", "-lpthread"),
        "libqat.so",
    ),
    _Library(
        "libqatzip.so.3",
        (
            "qz_calls.c",
            "qz_compress.c",
            "qz_decompress.c",
            "qz_device.c",
            "qz_frame.c",
            "qz_checksum.c",
            "qz_memory.c",
            "qz_metadata.c",
            "qz_params.c",
            "qz_session.c",
            "qz_soft.c",
            "qz_stream.c",
            "ops_lz4.c",
        ),
        ("-lqat", "-lusdm", "-laccelemu", "-lcrypto", "-lisal", "-lz", "-lpthread"),
        "libqatzip.so",
    ),
    _Library(
        "accelemu-device",
        (
            "device_process.c",
            "device_rounds.c",
            "device_seats.c",
            "service.c",
            "config.c",
            "faults.c",
            "device_model.c",
            "dsa_config.c",
            "dsa_model.c",
            "iaa_config.c",
        ),
        ("-lpthread",),
        program=True,
    ),
    _Library(
        "accelqat.so",
        ("accelqat.c", "accelqat_cipher.c", "accelqat_device.c", "accelqat_digest.c", "accelqat_gcm.c"),
        ("-lqat", "-lusdm", "-laccelemu", "-lcrypto", "-lpthread"),
    ),
)


def ensure_built() -> Install:
    """The emulator for these sources, compiled into the user's cache if it is not there yet; ToolchainError says what is missing."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "accelagent"
    root = cache / f"emulator-{_fingerprint()}"
    if not root.is_dir():
        _build_into(root)
    return Install(root, root / "include", root / "lib", root / "lib" / _LIBRARIES[0].soname)


def sources(sonames: Collection[str], but: str) -> list[Path]:
    """The C files of these libraries, without those whose name starts with `but`."""
    names = [n for lib in _LIBRARIES if lib.soname in sonames for n in lib.sources if not n.startswith(but)]
    return [_HERE / "c" / name for name in names]


def print_flags() -> str:
    """Compiler and linker flags for a program that uses the vendors' interfaces."""
    install = ensure_built()
    return f"-I{install.include} -L{install.lib} -Wl,-rpath,{install.lib} -lqatzip -lqat -lusdm -lqpl"


def print_prefix() -> str:
    """The folder that holds `include` and `lib`, for a CMAKE_PREFIX_PATH or a configure option."""
    return str(ensure_built().root)


def _fingerprint() -> str:
    summary = hashlib.sha256(repr((_FLAGS, _LIBRARIES, _PLACES)).encode())
    parts = (*_HERE.glob("c/*.[ch]"), *_HERE.glob("include/**/*.h"), _HERE / "packages.py")
    for path in sorted(parts):
        summary.update(str(path.relative_to(_HERE)).encode() + b"\0" + path.read_bytes())
    return summary.hexdigest()[:12]


def _build_into(root: Path) -> None:
    """Build beside the final place and rename: others see all of it or nothing."""
    if shutil.which("gcc") is None:
        raise ToolchainError(f"the emulator needs gcc, which is not on the PATH; install it with: {PACKAGES}")
    root.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="emulator-build-", dir=root.parent) as scratch:
        built = Path(scratch) / "built"
        shutil.copytree(_HERE / "include", built / "include")
        for place in _PLACES:
            shutil.copytree(_HERE / "include", built / "include" / place)
        (built / "lib").mkdir()
        for library in _LIBRARIES:
            _compile(library, built)
        packages.describe(root, built)
        try:
            built.rename(root)
        except OSError:
            if not root.is_dir():
                raise  # otherwise somebody else finished first, with the same content


def _compile(library: _Library, built: Path) -> None:
    lib = built / "lib"
    sources = [str(_HERE / "c" / name) for name in library.sources]
    places = [f"-I{_HERE / 'c'}", f"-I{built / 'include'}", f"-L{lib}"]
    shared = () if library.program else ("-shared", f"-Wl,-soname,{library.soname}")
    argv = ["gcc", *_FLAGS, *shared, *places, "-o", str(lib / library.soname), *sources, *library.links]
    finished = process.run(argv, timeout_s=_COMPILE_LIMIT_S, env=dict(os.environ))
    if not finished.ok:
        raise ToolchainError(_explain(library, finished))
    if library.plain:
        (lib / library.plain).symlink_to(library.soname)


def _explain(library: _Library, finished: process.Finished) -> str:
    telling = ("error:", "cannot find", "undefined reference")
    faults = [x for x in finished.output.splitlines() if any(t in x for t in telling) and "collect2" not in x]
    first = faults[0].strip() if faults else finished.describe()
    missing = "No such file or directory" in first or "cannot find" in first
    advice = f"; install what is missing with: {PACKAGES}" if missing else ""
    return f"the emulator's {library.soname} does not build: {first}{advice}"

"""FFmpeg's PNG encoder from Debian's source: as it is, and as each recipe writes it, built, run and checked."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from accelagent import process
from accelagent.devices import DeviceModel, device
from accelagent.emulator import Install, ensure_built, environment
from accelagent.errors import SpecError, ToolchainError

HERE = Path(__file__).resolve().parents[3] / "benchmarks"
SOURCE = "ACCELAGENT_FFMPEG"  # an unpacked source, instead of fetching it
_LIBRARY = "libavcodec"  # what the recipes are shown
_BUILD_LIMIT_S = 3600.0
_RUN_LIMIT_S = 300.0
_NEEDED = ("make", "nasm", "gcc")
_TIME = re.compile(r"bench: utime=\S+ stime=\S+ rtime=([0-9.]+)s")
_INSTRUCTIONS = re.compile(r"^(?:summary|totals): (\d+)", re.M)
_KNOBS = re.compile(r"ACCEL_")


@dataclass(frozen=True, slots=True)
class Encoding:
    """What one run did: seconds of the transcoding, and the pictures as it wrote them."""

    seconds: float
    bytes: int
    digest: str


@dataclass(frozen=True, slots=True)
class Encoder:
    """The builds of one source, by recipe; "" is the unmodified one. Everything lies under `room`."""

    room: Path
    install: Install
    size: str  # WIDTHxHEIGHT

    def program(self, recipe: str) -> Path:
        return self.room / (recipe or "unmodified") / "ffmpeg"

    def picture(self, name: str) -> Path:
        return self.room / f"{name}.rgb"

    def draw(self, name: str, graph: str, frames: int) -> None:
        """Makes an input file from a filter graph."""
        target = self.picture(name)
        argv = [
            "-f",
            "lavfi",
            "-i",
            graph,
            "-frames:v",
            str(frames),
            "-pix_fmt",
            "rgb24",
            "-f",
            "rawvideo",
            "-y",
        ]
        self._checked([str(self.program("")), *_QUIET, *argv, str(target)])

    def run(
        self,
        recipe: str,
        source: str,
        predictor: str,
        threads: int,
        knobs: Mapping[str, str],
        model: DeviceModel,
        corner: str,
        level: int | None = None,
    ) -> Encoding:
        """One encoding on the emulated device in virtual time; ToolchainError when the program fails."""
        with TemporaryDirectory(dir=self.room) as name:
            scratch = Path(name)
            target = scratch / "pictures.png"
            env = {k: v for k, v in os.environ.items() if not _KNOBS.match(k)}
            env |= environment(
                self.install,
                [(model, 1)],
                stats=scratch / "stats",
                clock="virtual",
                corner=corner,
                scratch=scratch,
            )
            argv = self._encode(recipe, source, predictor, threads, target)
            if level is not None:
                argv[-2:-2] = ["-compression_level", str(level)]
            said = self._checked(argv, {**env, **knobs})
            found = _TIME.search(said)
            if found is None:
                raise ToolchainError(f"ffmpeg printed no times: {said.strip()[-200:]}")
            data = target.read_bytes()
            digest = hashlib.sha256(data).hexdigest()
            kept = self.room / "pictures" / digest
            if not kept.exists():
                kept.parent.mkdir(exist_ok=True)
                shutil.move(target, kept)
        return Encoding(float(found[1]), len(data), digest)

    def same_pixels(self, source: str, digest: str) -> bool:
        """Whether pictures that a run wrote decode to the input's pixels."""
        kept = self.room / "pictures" / digest
        drawn = self._pixels(
            ["-f", "rawvideo", "-pixel_format", "rgb24", "-video_size", self.size], self.picture(source)
        )
        packed = self._pixels(["-f", "png_pipe"], kept)
        return bool(drawn) and drawn == packed

    def drop(self, digest: str) -> None:
        """Forgets pictures that a run wrote."""
        (self.room / "pictures" / digest).unlink(missing_ok=True)

    def instructions(self, source: str, predictor: str, frames: int) -> tuple[int, int]:
        """Instructions of the unmodified encoder on the first frames: all, and those inside zlib's deflate()."""
        counts = []
        for more in ([], ["--toggle-collect=deflate", "--collect-atstart=no"]):
            with TemporaryDirectory(dir=self.room) as name:
                counted = Path(name) / "counts"
                argv = self._encode("", source, predictor, 1, Path(name) / "pictures.png")
                argv[-2:-2] = ["-frames:v", str(frames)]
                self._checked(
                    ["valgrind", "--tool=callgrind", f"--callgrind-out-file={counted}", *more, *argv]
                )
                found = _INSTRUCTIONS.findall(counted.read_text(errors="replace"))
            counts.append(int(found[-1]))
        return counts[0], counts[1]

    def _encode(self, recipe: str, source: str, predictor: str, threads: int, target: Path) -> list[str]:
        return [
            str(self.program(recipe)), *_QUIET, "-benchmark", "-filter_threads", "1", "-threads", "1",
            "-f", "rawvideo", "-pixel_format", "rgb24", "-video_size", self.size, "-i", str(self.picture(source)),
            "-c:v", "png", "-pred", predictor, "-threads", str(threads), "-f", "image2pipe", "-y", str(target),
        ]  # fmt: skip

    def _pixels(self, arguments: Sequence[str], path: Path) -> list[str]:
        argv = [
            str(self.program("")),
            *_QUIET,
            *arguments,
            "-i",
            str(path),
            "-pix_fmt",
            "rgb24",
            "-f",
            "framemd5",
            "-",
        ]
        lines = self._finished(argv).stdout.splitlines()
        return [line.rpartition(",")[2].strip() for line in lines if line and not line.startswith("#")]

    def _checked(self, argv: Sequence[str], env: Mapping[str, str] | None = None) -> str:
        return self._finished(argv, env).output

    def _finished(self, argv: Sequence[str], env: Mapping[str, str] | None = None) -> process.Finished:
        done = process.run(argv, env=dict(os.environ) if env is None else env, timeout_s=_RUN_LIMIT_S)
        if not done.ok:
            said = done.output.strip().splitlines()[-1:] or [""]
            raise ToolchainError(f"{' '.join(argv[:2])}: {done.describe()}: {said[0][:200]}")
        return done


_QUIET = ("-hide_banner", "-nostdin", "-loglevel", "info", "-nostats")


def encoder(room: Path, recipes: Sequence[str], size: str, tell: Callable[[str], None]) -> Encoder:
    """The builds, made where they are not there yet; SpecError when source or tools cannot be had."""
    install = ensure_built()
    found = Encoder(room, install, size)
    missing = [tool for tool in _NEEDED if shutil.which(tool) is None]
    if missing:
        raise SpecError(f"bench figure2: {', '.join(missing)} is missing; FFmpeg's source is built")
    base = room / "unmodified"
    if not found.program("").exists():
        source = _source(room, tell)
        tell(f"building FFmpeg in {base}")
        shutil.rmtree(base, ignore_errors=True)
        shutil.copytree(source, base, symlinks=True)
        _build(base, "")
    for recipe in recipes:
        if not found.program(recipe).exists():
            tell(f"building FFmpeg with {recipe}")
            _build_with(base, room / recipe, recipe, f"-I{install.include}")
    return found


def _source(room: Path, tell: Callable[[str], None]) -> Path:
    given = os.environ.get(SOURCE)
    if given:
        if not (Path(given) / _LIBRARY / "pngenc.c").is_file():
            raise SpecError(f"bench figure2: {SOURCE}={given} is no source of FFmpeg")
        return Path(given)
    if not (room / "ffmpeg").is_dir():
        tell("fetching FFmpeg's source package")
        script = str(HERE / "apps" / "fetch.py")
        done = process.run([sys.executable, script, "ffmpeg", "--work", str(room)], timeout_s=_BUILD_LIMIT_S)
        if not done.ok:
            said = (done.output.strip().splitlines() or [done.describe()])[-1]
            raise SpecError(f"bench figure2: no source of FFmpeg: {said} ({SOURCE} may name an unpacked one)")
    return room / "ffmpeg"


def _build(tree: Path, flags: str) -> None:
    script = str(HERE / "figure2" / "build.sh")
    done = process.run(["sh", script, str(tree), flags], timeout_s=_BUILD_LIMIT_S, env=dict(os.environ))
    if not done.ok or not (tree / "ffmpeg").exists():
        said = (done.output.strip().splitlines() or [done.describe()])[-1]
        raise ToolchainError(f"bench figure2: FFmpeg does not build in {tree}: {said[:200]}")


def _build_with(base: Path, tree: Path, recipe: str, flags: str) -> None:
    """A copy of the build with the recipe's patch; only what it changes is compiled again."""
    files = patched(base / _LIBRARY, recipe)
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(base, tree, symlinks=True)
    (tree / "ffmpeg").unlink(missing_ok=True)
    for name, text in files.items():
        (tree / _LIBRARY / name).write_text(text, encoding="utf-8")
    _build(tree, flags)


def patched(root: Path, recipe: str) -> Mapping[str, str]:
    """Whole new texts of the files below `root` that the recipe changes, judged as any service is."""
    from accelagent.codegen.recipes import apply
    from accelagent.domain import Design, Patch
    from accelagent.identifier import identify

    found = identify(root, service="ffmpeg", devices=[device("qat-4xxx")])
    made = apply(root, found.regions, Design(recipe))
    if not isinstance(made, Patch):
        raise ToolchainError(f"bench figure2: {recipe}: {made.reason}")
    return dict(made.files)

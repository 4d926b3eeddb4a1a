"""Two server processes on one run keep one record; a call that is cancelled leaves nothing running."""

from __future__ import annotations

import asyncio
import difflib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import httpx2
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import Implementation

import accelagent
from accelagent.domain import Trial
from accelagent.store import Store, decode
from mini import PACK_C, SPEC, make_service

HERE = {"PYTHONPATH": str(Path(accelagent.__file__).parents[1])}
NAP_S, HTTP_NAP_S = "97.13", "97.29"  # nobody else sleeps exactly this long
TOKEN = "a-token-of-these-tests"


def client(spec: Path, out: Path, name: str = "tester") -> Client:
    arguments = ["-m", "accelagent", "mcp", str(spec), "--out", str(out), "--backend", "emulated"]
    server = StdioServerParameters(command=sys.executable, args=arguments, env=HERE)
    return Client(stdio_client(server), client_info=Implementation(name=name, version="1"))


def napping(seconds: str = NAP_S) -> list[int]:
    """Processes that sleep for so long."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if words[:2] == [b"sleep", seconds.encode()]:
            found.append(int(path.parent.name))
    return found


async def until(holds: Any, patience_s: float = 60.0) -> bool:
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        if holds():
            return True
        await anyio.sleep(0.1)
    return False


def test_cancelling_a_call_kills_what_it_runs(tmp_path: Path) -> None:
    spec = make_service(tmp_path / "app", SPEC.replace("test: make check", f"test: sleep {NAP_S}"))

    async def inside() -> None:
        async with client(spec, tmp_path / "run") as agent, anyio.create_task_group() as group:
            group.start_soon(agent.call_tool, "next_task", {})
            assert await until(napping)
            group.cancel_scope.cancel()
            with anyio.CancelScope(shield=True):
                assert await until(lambda: not napping(), 30.0)

    asyncio.run(inside())


@contextmanager
def serving(spec: Path, out: Path) -> Iterator[str]:
    """The URL of a server process on loopback that takes TOKEN."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = ["mcp", str(spec), "--out", str(out), "--backend", "emulated", "--http", str(port)]
    command = [sys.executable, "-m", "accelagent", *arguments]
    env = {**os.environ, **HERE, "ACCELAGENT_MCP_TOKEN": TOKEN}
    server = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end and server.poll() is None:
            with socket.socket() as there:
                if there.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        server.terminate()
        server.wait(30)


def test_over_http_progress_is_told_and_cancelling_a_call_kills_what_it_runs(tmp_path: Path) -> None:
    spec = make_service(tmp_path / "app", SPEC.replace("test: make check", f"test: sleep {HTTP_NAP_S}"))
    asleep = partial(napping, HTTP_NAP_S)
    told: list[str | None] = []

    async def progress(done: float, total: float | None, message: str | None) -> None:
        told.append(message)

    async def inside(url: str) -> None:
        async with (
            httpx2.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}, timeout=120) as http,
            Client(streamable_http_client(url, http_client=http)) as agent,
        ):
            async with anyio.create_task_group() as group:
                group.start_soon(partial(agent.call_tool, "next_task", {}, progress_callback=progress))
                assert await until(asleep, 120.0)
                # What was told before the tests began may still be on its way.
                assert await until(lambda: any(text and "packer" in text for text in told), 60.0)
                group.cancel_scope.cancel()
                with anyio.CancelScope(shield=True):
                    assert await until(lambda: not asleep(), 30.0)
            answer = await agent.call_tool("application", {})
            assert answer.structured_content["services"][0]["name"] == "packer"

    with serving(spec, tmp_path / "run") as url:
        asyncio.run(inside(url))


def changed(old: str, new: str) -> str:
    made = PACK_C.replace(old, new)
    assert made != PACK_C
    return "".join(
        difflib.unified_diff(PACK_C.splitlines(True), made.splitlines(True), "a/pack.c", "b/pack.c")
    )


def test_two_servers_on_one_run_keep_one_record(tmp_path: Path) -> None:
    """Each submits two broken candidates at the same time as the other; both see all four, each with its commit."""
    spec = make_service(tmp_path / "app")
    out = tmp_path / "run"
    seen: dict[str, list[dict[str, Any]]] = {}

    async def work(name: str, agent: Client) -> None:
        for number in range(2):
            diff = changed("deflateEnd(&stream);", f"deflateEnd(&stream, {name}{number});")
            call = {"service": "packer", "offloads": False, "diff": diff}
            answer = await agent.call_tool("submit_candidate", call)
            assert not answer.is_error, answer.content
            assert answer.structured_content["stage"] == "build"

    async def inside() -> None:
        async with client(spec, out, "ann") as ann, client(spec, out, "bob") as bob:
            async with anyio.create_task_group() as group:
                group.start_soon(work, "ann", ann)
                group.start_soon(work, "bob", bob)
            for name, agent in (("ann", ann), ("bob", bob)):
                tree = await agent.call_tool("tree", {"service": "packer"})
                seen[name] = [n for n in tree.structured_content["nodes"] if n["kind"] != "root"]

    asyncio.run(inside())
    assert {n["id"] for n in seen["ann"]} == {n["id"] for n in seen["bob"]}
    assert sorted(n["proposer"] for n in seen["ann"]) == ["agent:ann"] * 2 + ["agent:bob"] * 2
    with Store.open(out / "run.db", create=False) as store:
        trials = [decode(Trial, t) for t in store.all("trial")]
    assert {t.candidate.id for t in trials} == {n["id"] for n in seen["ann"]}
    for trial in trials:
        kept = ["git", "-C", str(out / "work" / "packer" / "repo"), "cat-file", "-e"]
        subprocess.run([*kept, f"{trial.candidate.commit}^{{commit}}"], check=True)

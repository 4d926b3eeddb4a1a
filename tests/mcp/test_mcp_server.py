"""A client of the reference SDK drives a run: task, draft, candidates good and bad, merge, plan."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

import accelagent
from accelagent.mcp.server import Voice, guarded_app, serve
from accelagent.options import Options
from accelagent.spec import load_spec
from accelagent.workbench import Workbench
from mini import PACK_C, make_service

Call = Callable[..., Awaitable[dict[str, Any]]]
HERE = {"PYTHONPATH": str(Path(accelagent.__file__).parents[1])}
FASTER = PACK_C.replace("deflateInit(&stream, 6)", "deflateInit(&stream, 1)")


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    return make_service(tmp_path / "app")


def opened(spec: Path, out: Path) -> tuple[Workbench, Voice]:
    voice = Voice()
    out.mkdir(exist_ok=True)
    return Workbench(load_spec(spec), out, Options(backend="emulated"), voice), voice


def drive(spec: Path, out: Path, work: Callable[[Call, Client], Awaitable[None]]) -> None:
    bench, voice = opened(spec, out)

    async def inside() -> None:
        async with Client(serve(bench, voice)) as client:

            async def call(tool: str, **arguments: Any) -> dict[str, Any]:
                answer = await client.call_tool(tool, arguments)
                if answer.is_error:
                    raise RuntimeError(answer.content[0].text)
                return dict(answer.structured_content)

            await work(call, client)

    try:
        asyncio.run(inside())
    finally:
        bench.close()


def as_diff(old: str, new: str) -> str:
    import difflib

    return "".join(difflib.unified_diff(old.splitlines(True), new.splitlines(True), "a/pack.c", "b/pack.c"))


def test_an_agent_takes_a_task_submits_merges_and_plans(spec: Path, tmp_path: Path) -> None:
    async def work(call: Call, client: Client) -> None:
        task = await call("next_task")
        assert task["service"] == "packer"
        assert task["regions"]
        assert task["may_not_touch"] == []  # nothing in this service judges
        assert task["knowledge"]
        drafted = await call("draft", service="packer", recipe="incore-isal")
        first = await call("submit_candidate", service="packer", offloads=False, diff=drafted["diff"])
        assert first["outcome"] == "measured", first
        assert first["metrics"]["throughput (virtual)"]["ratio_to_unmodified"] > 1
        second = await call(
            "submit_candidate", service="packer", offloads=False, diff=as_diff(PACK_C, FASTER)
        )
        assert second["kind"] == "leaf"
        assert second["reason"] is None or "ran in core" in second["reason"]
        again = await call("submit_candidate", service="packer", offloads=False, diff=as_diff(PACK_C, FASTER))
        assert again["id"] == second["id"]
        found = await call("tree", service="packer")
        assert {first["id"], second["id"]} <= {n["id"] for n in found["nodes"]}
        plan = await call("plan")
        assert plan["assignments"][0]["service"] == "packer"

    drive(spec, tmp_path / "run", work)


def test_a_wrong_candidate_is_a_node_with_stage_and_log_and_a_wrong_request_is_an_error(
    spec: Path, tmp_path: Path
) -> None:
    async def work(call: Call, client: Client) -> None:
        broken = PACK_C.replace("int answer = deflate(&stream, Z_FINISH);", "int answer = deflat(&stream);")
        node = await call("submit_candidate", service="packer", offloads=False, diff=as_diff(PACK_C, broken))
        assert (node["outcome"], node["stage"]) == ("rejected", "build")
        assert "deflat" in node["log"]
        for arguments, said in (
            ({"service": "nobody"}, "allowed: packer"),
            ({"service": "packer", "diff": "nonsense"}, "not a unified diff"),
            ({"service": "packer", "diff": "x", "worktree": "y"}, "either a diff or a worktree"),
            ({"service": "packer", "diff": as_diff(PACK_C, FASTER), "objectives": ["fly"]}, "no objective"),
        ):
            with pytest.raises(RuntimeError, match=said):
                await call("submit_candidate", offloads=False, **arguments)
        resource = await client.read_resource(f"accelagent://log/packer/{node['id']}")
        assert "deflat" in resource.contents[0].text

    drive(spec, tmp_path / "run", work)


def test_the_next_agent_sees_what_an_earlier_one_did(spec: Path, tmp_path: Path) -> None:
    seen: dict[str, Any] = {}

    async def submit(call: Call, client: Client) -> None:
        seen.update(
            await call("submit_candidate", service="packer", offloads=False, diff=as_diff(PACK_C, FASTER))
        )

    async def look(call: Call, client: Client) -> None:
        node = await call("node", service="packer", id=seen["id"])
        assert node["patch"] == seen["patch"]
        with pytest.raises(RuntimeError, match="has no node"):
            await call("node", service="packer", id="none")

    drive(spec, tmp_path / "run", submit)
    drive(spec, tmp_path / "run", look)


def test_the_command_serves_over_standard_input_and_answers_cheap_questions(
    spec: Path, tmp_path: Path
) -> None:
    arguments = ["-m", "accelagent", "mcp", str(spec), "--out", str(tmp_path / "run")]

    async def inside() -> None:
        async with Client(
            stdio_client(StdioServerParameters(command=sys.executable, args=arguments, env=HERE))
        ) as client:
            tools = await client.list_tools()
            assert {"next_task", "submit_candidate", "plan", "search_knowledge"} <= {
                t.name for t in tools.tools
            }
            answer = await client.call_tool("application", {})
            assert answer.structured_content["services"][0]["name"] == "packer"
            facts = await client.call_tool("device_facts", {"name": "qat-4xxx"})
            assert facts.structured_content["parameters"]["ring_depth"]["source"]

    asyncio.run(inside())


def test_a_client_that_is_killed_ends_the_server_without_a_traceback(spec: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "accelagent", "mcp", str(spec), "--out", str(tmp_path / "run")]
    server = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=HERE
    )
    assert server.stdin is not None
    assert server.stdout is not None
    who = {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "gone", "version": "1"},
    }
    lines = (
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": who},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/list"},
    )
    server.stdin.write(json.dumps(lines[0]).encode() + b"\n")
    server.stdin.flush()
    assert server.stdout.readline()
    server.stdout.close()  # nobody reads any more
    server.stdin.write(b"".join(json.dumps(line).encode() + b"\n" for line in lines[1:]))
    server.stdin.close()
    assert server.stderr is not None
    with server.stderr as stream:
        said = stream.read().decode()
    assert server.wait(60) == 0, said
    assert "Traceback" not in said
    assert "went away" in said


def test_every_tool_says_what_its_answer_looks_like(spec: Path, tmp_path: Path) -> None:
    """A schema of named keys for each tool: the client of the SDK holds every answer of the other tests against it."""

    async def work(call: Call, client: Client) -> None:
        tools = {t.name: t.output_schema for t in (await client.list_tools()).tools}
        assert len(tools) == 13
        for name, schema in tools.items():
            assert schema is not None, name
            assert schema["properties"], name
            assert schema.get("additionalProperties") is False, name
        node = tools["submit_candidate"]
        assert node is not None
        assert {"outcome", "stage", "log", "patch", "metrics"} <= set(node["required"])
        for arguments in ({}, {"name": "dsa"}):
            assert await call("device_facts", **arguments)
        assert (await call("regions", service="packer"))["regions"][0]["operation"] == "compress deflate"
        there = await call("support_file")
        assert "accel_compress2(" in there["stand_ins"]
        assert "accel_block_take(" in there["interface"]
        assert (await call("search_knowledge", text="ring full"))["entries"][0]["sources"]

    drive(spec, tmp_path / "run", work)


def test_http_needs_the_token(spec: Path, tmp_path: Path) -> None:
    bench, voice = opened(spec, tmp_path / "run")
    app = guarded_app(serve(bench, voice), "right-token")
    answers: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        answers.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    for headers in ([], [(b"authorization", b"Bearer wrong")]):
        scope = {"type": "http", "method": "POST", "path": "/mcp", "headers": headers, "query_string": b""}
        asyncio.run(app(scope, receive, send))
    bench.close()
    assert [a["status"] for a in answers if a["type"] == "http.response.start"] == [401, 401]


def test_the_command_says_in_one_line_what_is_wrong(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "accelagent", "mcp", str(tmp_path / "none.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert json.dumps("none.yaml")[1:-1] in done.stderr

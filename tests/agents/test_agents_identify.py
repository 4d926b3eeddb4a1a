"""`identify --model`: a second opinion over HTTP from a scripted server, its record replayed, and a server that is not there."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

import accelagent

SOURCE = """
#include <zlib.h>
int pack(unsigned char *out, uLongf *n, const unsigned char *in, uLong size)
{
    return compress(out, n, in, size);
}
"""
FACTS = {"operation": "compress", "size_text": "", "frequency": "start-up-only"}


class Scripted(BaseHTTPRequestHandler):
    """Answers every chat completion with the same facts."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        name = asked["tools"][0]["function"]["name"]
        call = {"id": "c", "type": "function", "function": {"name": name, "arguments": json.dumps(FACTS)}}
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
        body = {
            "id": "x",
            "object": "chat.completion",
            "created": 1,
            "model": "scripted",
            "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}],
            "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
        }
        text = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def server() -> Iterator[str]:
    http = HTTPServer(("127.0.0.1", 0), Scripted)
    Thread(target=http.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{http.server_port}/v1"
    http.shutdown()
    http.server_close()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "pack.c").write_text(SOURCE)
    return tmp_path / "src"


def identify(source: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "accelagent", "identify", str(source), "--format", "json", "--no-cache"]
    place = {
        "PYTHONPATH": str(Path(accelagent.__file__).parents[1]),
        "ACCELAGENT_API_KEY": "k",
        "HOME": "/nowhere",
    }
    return subprocess.run(
        [*command, *more], capture_output=True, text=True, check=False, env=place, timeout=120
    )


def test_a_models_facts_change_an_uncertain_region_and_are_replayed(
    source: Path, server: str, tmp_path: Path
) -> None:
    [before] = json.loads(identify(source).stdout)["regions"]
    asked = ("--model", "local:scripted", "--base-url", server, "--model-record", str(tmp_path / "kept"))
    done = identify(source, *asked)
    assert done.returncode == 0, done.stderr
    [after] = json.loads(done.stdout)["regions"]
    assert (before["verdict"], after["verdict"]) == ("conditional", "avoid")
    assert "a model's opinion" in after["reasons"][-1]["text"]
    assert "1 requests, 15 tokens" in done.stderr
    again = identify(source, "--replay", str(tmp_path / "kept"))
    assert json.loads(again.stdout)["regions"] == [after]


def test_without_an_answer_the_regions_stay_and_the_exit_code_says_so(source: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    done = identify(source, "--model", "local:scripted", "--base-url", url)
    assert done.returncode == 1
    assert json.loads(done.stdout)["regions"] == json.loads(identify(source).stdout)["regions"]
    assert "cannot be reached" in done.stderr

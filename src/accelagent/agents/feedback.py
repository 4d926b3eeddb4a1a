"""Logs as a model should read them: what tells, without what differs from run to run."""

from __future__ import annotations

import re

LIMIT = 3500
_VARYING = (
    (re.compile(r"0x[0-9a-fA-F]{4,}"), "0xADDR"),
    (re.compile(r"==\d+=="), "==PID=="),
    (re.compile(r"\bpid[ =:]\d+"), "pid N"),
    (re.compile(r"(/tmp|/var/tmp|/root|/home)(/[\w.+-]+)+/"), "…/"),
    (re.compile(r"\b\d+(\.\d+)? ?(s|ms|us|seconds)\b"), "T"),
)


def normalised(log: str) -> str:
    """The log's head and tail without addresses, process numbers, times and temporary paths."""
    for pattern, stands in _VARYING:
        log = pattern.sub(stands, log)
    if len(log) <= LIMIT:
        return log
    return f"{log[: LIMIT // 2]}\n…\n{log[-LIMIT // 2 :]}"

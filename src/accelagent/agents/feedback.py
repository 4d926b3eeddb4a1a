"""Logs as a model should read them: what tells, without what differs from run to run."""

from __future__ import annotations

import re

LIMIT = 3500
SHORT = 900
_TELLING = re.compile(
    r"error|warning|undeclared|expected|FAIL|Sanitizer|differs?|mismatch|abort|signal", re.I
)
_VARYING = (
    (re.compile(r"0x[0-9a-fA-F]{4,}"), "0xADDR"),
    (re.compile(r"==\d+=="), "==PID=="),
    (re.compile(r"\bpid[ =:]\d+"), "pid N"),
    (re.compile(r"(/tmp|/var/tmp|/root|/home)(/[\w.+-]+)+/"), "…/"),
    (re.compile(r"\b\d+(\.\d+)? ?(s|ms|us|seconds)\b"), "T"),
)


def normalised(log: str) -> str:
    """The log's head and tail without addresses, process numbers, times and temporary paths."""
    log = _plain(log)
    if len(log) <= LIMIT:
        return log
    return f"{log[: LIMIT // 2]}\n…\n{log[-LIMIT // 2 :]}"


def telling(log: str) -> str:
    """The lines of a log that say what is wrong, else its end: some hundred characters, for small models."""
    lines = [line.strip() for line in _plain(log).splitlines() if line.strip()]
    wrong = list(dict.fromkeys(line for line in lines if _TELLING.search(line)))
    return "\n".join(wrong)[:SHORT] if wrong else "\n".join(lines)[-SHORT:]


def _plain(log: str) -> str:
    for pattern, stands in _VARYING:
        log = pattern.sub(stands, log)
    return log

"""Template engine: 'compress' here means removing blank lines."""
import itertools
import re

_BLANK = re.compile(r"\n\s*\n+")


def compress(text: str) -> str:
    # not: compress
    return _BLANK.sub("\n", text)


def visible_rows(rows, mask):
    # not: compress
    return list(itertools.compress(rows, mask))

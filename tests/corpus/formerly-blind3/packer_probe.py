"""Finds out which files of a firmware image look packed already."""
import math
import pathlib
from collections import Counter

WINDOW = 64 * 1024


def bits_per_byte(data: bytes) -> float:
    counts = Counter(data)
    n = len(data)
    # not: compress
    return -sum(c / n * math.log2(c / n) for c in counts.values())


def survey(root: pathlib.Path):
    for f in root.rglob("*"):
        if not f.is_file():
            continue
        with f.open("rb") as fh:
            values = []
            while piece := fh.read(WINDOW):
                values.append(bits_per_byte(piece))
        if values and min(values) > 7.9:
            yield f

"""Fingerprints of source files for the plagiarism service."""
from collections import deque

K = 25
WINDOW = 40
BASE = 257
MOD = (1 << 61) - 1


def fingerprints(text: bytes):
    top = pow(BASE, K - 1, MOD)
    h = 0
    recent = deque(maxlen=WINDOW)
    last = None
    # not: hash
    for i, c in enumerate(text):
        if i >= K:
            h = (h - text[i - K] * top) % MOD
        h = (h * BASE + c) % MOD
        if i + 1 < K:
            continue
        recent.append((h, i))
        if len(recent) == WINDOW:
            best = min(recent)
            if best != last:
                last = best
                yield best

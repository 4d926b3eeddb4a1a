"""Rows from sampled stacks: each caller and callee once per sample, however often they stand in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from accelagent.identifier.profile._format import Row, simple

Frame = tuple[str, str, int]  # function, file, line of what runs in it
Sample = tuple[Sequence[Frame], int]  # the leaf first; weight


def rows(samples: Iterable[Sample]) -> tuple[Row, ...]:
    """Share of the whole weight for every function, and for every pair of caller and callee with the caller's line."""
    functions: dict[tuple[str, str], int] = {}
    pairs: dict[tuple[str, str, str, int], int] = {}
    whole = 0
    for frames, weight in samples:
        whole += weight
        named = [(simple(name), file, line) for name, file, line in frames if name]
        for name, file in {(n, f) for n, f, _ in named}:
            functions[name, file] = functions.get((name, file), 0) + weight
        for key in {(up[0], low[0], up[1], up[2]) for low, up in zip(named, named[1:], strict=False)}:
            pairs[key] = pairs.get(key, 0) + weight
    whole = max(whole, 1)
    found = [Row(name, file=file, share=weight / whole) for (name, file), weight in sorted(functions.items())]
    found += [
        Row(caller, callee, file, line, weight / whole)
        for (caller, callee, file, line), weight in sorted(pairs.items())
    ]
    return tuple(found)

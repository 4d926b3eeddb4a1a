"""Rows of a table that no other row covers."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Table: TypeAlias = NDArray[np.float64]

_BLOCK = 256


def pareto(table: Table) -> NDArray[np.intp]:
    """Rows that no other row covers in every coordinate; of equal rows the first."""
    import numpy as np

    if len(table) < 2:
        return np.arange(len(table))
    varying = table[:, (table != table[0]).any(axis=0)]
    if varying.shape[1] == 0:
        return np.zeros(1, dtype=np.intp)
    # In this order a row can only be covered by one that came before it.
    order = np.lexsort((*varying.T[::-1], varying.sum(axis=1)))
    rows = varying[order]
    kept = rows[:0]
    found = []
    for first in range(0, len(rows), _BLOCK):
        block = rows[first : first + _BLOCK]
        stays = np.flatnonzero(~_covered(block, kept))
        block = block[stays]
        alone = ~np.triu(_pairs(block, block), 1).any(axis=0)
        kept = np.concatenate([kept, block[alone]])
        found.append(order[first + stays[alone]])
    return np.sort(np.concatenate(found))


def _covered(block: Table, kept: Table) -> NDArray[np.bool_]:
    """Which rows of the block some kept row covers; most are met by the first comparisons."""
    import numpy as np

    covered = np.zeros(len(block), dtype=bool)
    for first in range(0, len(kept), 1024):
        open_rows = np.flatnonzero(~covered)
        if not len(open_rows):
            break
        covered[open_rows] = _pairs(kept[first : first + 1024], block[open_rows]).any(axis=0)
    return covered


def _pairs(one: Table, other: Table) -> NDArray[np.bool_]:
    """[i, j]: row i of `one` covers row j of `other`."""
    import numpy as np

    found = np.ones((len(one), len(other)), dtype=bool)
    for column in range(one.shape[1]):
        found &= one[:, column, None] <= other[None, :, column]
    return found

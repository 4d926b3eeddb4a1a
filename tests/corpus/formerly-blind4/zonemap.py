import numpy as np


class IntColumn:
    """A partition of a table: between 2 and 16 million values."""

    def __init__(self, values: np.ndarray):
        self.values = np.ascontiguousarray(values, dtype=np.uint32)

    def between(self, lo, hi):
        # region: scan async sync min=65536
        return (self.values >= lo) & (self.values <= hi)

    def take(self, mask):
        # region: filter async sync min=65536
        return self.values[mask]

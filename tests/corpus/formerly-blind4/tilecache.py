import lz4.block
import numpy as np

TILE = (1024, 1024)          # float32, that is 4 MiB


class TileCache:
    def __init__(self, backend):
        self.backend = backend

    def put(self, key, tile: np.ndarray):
        if tile.shape != TILE or tile.dtype != np.float32:
            raise ValueError(tile.shape)
        # region: compress lz4 async
        self.backend.set(key, lz4.block.compress(tile.data, mode="fast"))

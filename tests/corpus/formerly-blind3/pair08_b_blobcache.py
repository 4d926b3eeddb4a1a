"""Value layer of the tile cache."""
import zlib

MIN_VALUE = 1 << 20


class ValueTooSmall(ValueError):
    pass


class ValueLayer:
    def __init__(self, backend):
        self._backend = backend

    def put(self, key: str, value: bytes) -> int:
        if len(value) < MIN_VALUE:
            raise ValueTooSmall(key)
        # region: compress deflate sync async in-core min=4096
        packed = zlib.compress(value, 6)
        self._backend.set(key, packed)
        return len(packed)

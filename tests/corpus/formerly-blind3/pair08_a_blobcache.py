"""Value layer of the session cache."""
import zlib

MAX_VALUE = 256


class ValueTooLarge(ValueError):
    pass


class ValueLayer:
    def __init__(self, backend):
        self._backend = backend

    def put(self, key: str, value: bytes) -> int:
        if len(value) > MAX_VALUE:
            raise ValueTooLarge(key)
        # degrades: compress
        packed = zlib.compress(value, 6)
        self._backend.set(key, packed)
        return len(packed)

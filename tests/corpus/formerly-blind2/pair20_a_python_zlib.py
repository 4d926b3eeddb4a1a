"""Feature store client: values are packed before they are uploaded."""
import zlib

VALUE_BYTES = 1 << 20


def pack_values(values):
    """values: iterable of bytes objects of VALUE_BYTES each (embedding tables)."""
    for v in values:
        if len(v) != VALUE_BYTES:
            raise ValueError("bad value")
        # region: compress
        yield zlib.compress(v, 6)

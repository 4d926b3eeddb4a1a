"""Feature store client: values are packed before they are uploaded."""
import zlib

VALUE_BYTES = 64


def pack_values(values):
    """values: iterable of bytes objects of VALUE_BYTES each (single embeddings)."""
    for v in values:
        if len(v) != VALUE_BYTES:
            raise ValueError("bad value")
        # degrades: compress
        yield zlib.compress(v, 6)

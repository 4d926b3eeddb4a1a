import zlib

RAW = 4 << 20


def expand(parts):
    """Yields the raw parts of a dump; every part was packed alone from 4 MiB."""
    for part in parts:
        # region: decompress
        raw = zlib.decompress(part, wbits=15, bufsize=RAW)
        if len(raw) != RAW:
            raise ValueError("short part")
        yield raw

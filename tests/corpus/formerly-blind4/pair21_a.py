import zlib

BLOCK = 1 << 20


class BlockSink:
    """Cuts a column into blocks and stores each on its own."""

    def __init__(self, put):
        self._put = put

    def column(self, name, view):
        for no, at in enumerate(range(0, len(view), BLOCK)):
            # region: compress deflate async in-core sync
            self._put(name, no, zlib.compress(view[at:at + BLOCK], 6))

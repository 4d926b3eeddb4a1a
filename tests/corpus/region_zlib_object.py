import zlib


class Sink:
    def __init__(self):
        self._packer = zlib.compressobj(6)

    def write(self, data):
        # region: compress deflate
        return self._packer.compress(data)

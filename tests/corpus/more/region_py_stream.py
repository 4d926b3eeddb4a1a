import zlib


class Packer:
    def __init__(self, sink):
        self.sink = sink
        self.z = zlib.compressobj(6)

    def feed(self, chunk):
        # region: compress in-core async
        self.sink.write(self.z.compress(chunk))

    def end(self):
        self.sink.write(self.z.flush())

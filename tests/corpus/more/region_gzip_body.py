import gzip

CHUNK = 256 * 1024


def compress_parts(stream):
    while data := stream.read(CHUNK):
        # region: compress in-core min=4096
        yield gzip.compress(data, compresslevel=6)

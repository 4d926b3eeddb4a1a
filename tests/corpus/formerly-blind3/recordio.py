"""Record files: each record is a 4 MiB shard of training examples."""
import struct
import zlib

HEADER = struct.Struct("<QI")
SHARD = 4 << 20


class RecordFile:
    def __init__(self, fileobj):
        self._f = fileobj

    def __iter__(self):
        while head := self._f.read(HEADER.size):
            seq, want = HEADER.unpack(head)
            body = self._f.read(SHARD)
            if len(body) < SHARD:
                raise EOFError(seq)
            # region: crc crc32 in-core min=512
            if zlib.crc32(body) != want:
                raise ValueError(f"record {seq} is damaged")
            yield seq, body

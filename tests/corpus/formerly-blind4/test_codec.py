import os
import unittest
import zlib

from ourstore.codec import expand


class CodecTest(unittest.TestCase):
    def test_reads_foreign_blocks(self):
        raw = os.urandom(1 << 20) + bytes(1 << 20)
        # degrades: compress
        packed = zlib.compress(raw)
        self.assertEqual(expand(packed, len(raw)), raw)

"""Training-set writer: examples are collected into 2 MiB shards, each shard
is compressed on its own by a process pool."""
import zlib
from concurrent.futures import ProcessPoolExecutor

SHARD_BYTES = 2 * 1024 * 1024


def _pack(shard: bytes) -> bytes:
    # region: compress
    return zlib.compress(shard, 4)


def write_shards(examples, path_template, workers=8):
    with ProcessPoolExecutor(workers) as pool:
        pending, buf, index = [], bytearray(), 0
        for ex in examples:
            buf += ex
            if len(buf) >= SHARD_BYTES:
                pending.append((index, pool.submit(_pack, bytes(buf[:SHARD_BYTES]))))
                del buf[:SHARD_BYTES]
                index += 1
        for idx, fut in pending:
            with open(path_template.format(idx), "wb") as f:
                f.write(fut.result())
    return index

import hashlib
import zlib


def bucket(key: str, n: int) -> int:
    # degrades: crc
    return zlib.crc32(key[:32].encode()) % n


def cache_name(url: str) -> str:
    # degrades: hash
    return hashlib.sha256(url[:200].encode()).hexdigest()[:16]

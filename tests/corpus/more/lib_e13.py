import hashlib
import zlib
import random

WORDS = {}


def compress_spaces(s):
    # not: compress
    return " ".join(s.split())


def bucket(key, n):
    # degrades: crc
    return zlib.crc32(key.encode()) % n


def fletcher(data):
    a = b = 0
    # not: crc
    for x in data:
        a = (a + x) % 255
        b = (b + a) % 255
    return b << 8 | a


def shuffle(xs):
    # not: copy
    ys = list(xs)
    random.shuffle(ys)
    return ys


def etag(body):
    # degrades: hash
    return hashlib.md5(body).hexdigest()

import hashlib
from concurrent.futures import ThreadPoolExecutor

STEP = 8 * 1024 * 1024


def _sum(path):
    h = hashlib.sha256()
    with open(path, "rb", buffering=0) as f:
        while chunk := f.read(STEP):
            # region: hash sha256 async min=65536
            h.update(chunk)
    return path, h.hexdigest()


def check(paths, expected):
    with ThreadPoolExecutor(16) as ex:
        return [p for p, d in ex.map(_sum, paths) if expected[p] != d]

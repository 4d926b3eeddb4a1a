import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PART = 8 * 1024 * 1024


def part_name(data: bytes) -> str:
    # region: hash sha256 async min=65536
    return hashlib.sha256(data).hexdigest()


def upload(path: Path, client, workers: int = 8) -> list:
    names = []
    with path.open("rb") as src, ThreadPoolExecutor(workers) as pool:
        parts = []
        while len(part := src.read(PART)) == PART:
            parts.append((part, pool.submit(part_name, part)))
        for part, fut in parts:
            name = fut.result()
            if not client.has(name):
                client.put(name, part)
            names.append(name)
    return names

"""Moves finished months to cold storage."""
import lzma
import pathlib
import shutil

BLOCK = 4 << 20


def freeze(src: pathlib.Path, dst: pathlib.Path) -> int:
    total = 0
    with src.open("rb") as fin, lzma.open(dst, "wb", preset=4) as fout:
        while piece := fin.read(BLOCK):
            # degrades: compress
            fout.write(piece)
            total += len(piece)
    shutil.copystat(src, dst)
    return total


def freeze_all(folder: pathlib.Path):
    for f in sorted(folder.glob("*.csv")):
        freeze(f, f.with_suffix(".csv.xz"))
        f.unlink()

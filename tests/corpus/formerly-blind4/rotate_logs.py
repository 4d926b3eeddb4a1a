import gzip
import os
import shutil


def namer(default):
    return default + ".gz"


def rotator(source, dest):
    """Hook of logging.handlers.RotatingFileHandler; maxBytes is 256 MiB."""
    with open(source, "rb") as fin, gzip.open(dest, "wb", compresslevel=6) as fout:
        # region: compress deflate async in-core sync
        shutil.copyfileobj(fin, fout, 1024 * 1024)
    os.unlink(source)

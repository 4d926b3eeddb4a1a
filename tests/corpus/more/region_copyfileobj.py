import gzip
import shutil


def archive(paths):
    for path in paths:
        with open(path, "rb") as src, gzip.open(path + ".gz", "wb") as dst:
            # region: compress in-core min=4096
            shutil.copyfileobj(src, dst)

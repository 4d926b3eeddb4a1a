import os
import time


def scan(root, max_age):
    limit = time.time() - max_age
    # not: scan
    with os.scandir(root) as it:
        for e in it:
            if e.is_file(follow_symlinks=False) and e.stat().st_mtime < limit:
                os.unlink(e.path)

import itertools
import re

TOKEN = re.compile(r"[A-Za-z_]\w*")


def kept(rows, mask):
    # not: compress
    return list(itertools.compress(rows, mask))


def names(text):
    # not: scan
    return [m.group() for m in TOKEN.finditer(text)]

import zlib


def explain(error):
    # not: compress
    return isinstance(error, zlib.error)

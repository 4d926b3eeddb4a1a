import gzip


def archive(pages):
    # region: compress gzip in-core
    return [gzip.compress(page) for page in pages]

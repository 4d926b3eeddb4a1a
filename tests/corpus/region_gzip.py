import gzip


def archive(pages):
    # region: compress deflate in-core
    return [gzip.compress(page) for page in pages]

import bz2


def archive(data):
    # degrades: compress bzip2
    return bz2.compress(data)

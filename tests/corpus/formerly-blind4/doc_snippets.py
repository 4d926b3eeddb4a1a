TOPICS = {}

# not: compress
TOPICS["archive"] = "packed = zlib.compress(open(name, 'rb').read())"

# not: crc
TOPICS["sums"] = "crc = zlib.crc32(block, crc)  # for every block of 1 MiB"


def show(topic):
    print(TOPICS.get(topic, "no such topic"))

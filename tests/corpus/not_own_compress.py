def compress(rows):
    return [r for r in rows if r]


def use(rows):
    # not: compress
    return compress(rows)

from collections import defaultdict


def group(rows):
    seen = defaultdict(list)
    for row in rows:
        # not: hash
        seen[hash((row["tenant"], row["day"])) % 1024].append(row)
    return seen


def copy_settings(base):
    # not: copy
    return base.copy()

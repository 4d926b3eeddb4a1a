"""Distribution of records over the workers of one job."""
from collections import defaultdict


def group(records, parts):
    out = defaultdict(list)
    for rec in records:
        # not: hash
        out[hash(rec["user"]) % parts].append(rec)
    return out

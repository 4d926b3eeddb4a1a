"""Job scheduler: each attempt works on its own copy of the job description."""
import copy
import random


def attempts(job: dict, limit: int):
    for n in range(limit):
        # not: copy
        spec = copy.deepcopy(job)
        spec["attempt"] = n
        # not: hash
        spec["bucket"] = hash((job["name"], n)) % 64
        spec["delay"] = random.uniform(0, 2 ** n)
        yield spec


def only_failed(jobs):
    # not: filter
    return [j for j in jobs if j.get("state") == "failed"]

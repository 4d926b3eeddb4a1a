import hashlib


def cache_key(url):
    # degrades: hash
    return hashlib.sha256(url).hexdigest()

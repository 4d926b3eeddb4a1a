import hashlib


def cache_key(url):
    # degrades: hash
    return hashlib.sha1(url.encode()).hexdigest()

"""HTTP cache: file name of an entry is the digest of method and URL."""
import hashlib


def entry_path(root: str, method: str, url: str) -> str:
    if len(url) > 2000:
        raise ValueError("url too long")
    # degrades: hash
    digest = hashlib.sha256(f"{method} {url}".encode()).hexdigest()
    return f"{root}/{digest[:2]}/{digest[2:]}"

import sys

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from keys import release_key


def main():
    with open(sys.argv[1], "rb") as tarball:
        # degrades: sign
        signature = release_key().sign(tarball.read(), padding.PKCS1v15(), hashes.SHA256())
    sys.stdout.buffer.write(signature)

import sys
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding


def main() -> int:
    key = serialization.load_pem_private_key(Path(sys.argv[1]).read_bytes(), None)
    manifest = Path(sys.argv[2])
    # degrades: sign
    mark = key.sign(manifest.read_bytes(), padding.PKCS1v15(), hashes.SHA256())
    manifest.with_suffix(".sig").write_bytes(mark)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

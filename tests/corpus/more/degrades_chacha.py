from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305


def seal(key, nonce, chunks):
    box = ChaCha20Poly1305(key)
    # degrades: encrypt
    return [box.encrypt(nonce(i), c, None) for i, c in enumerate(chunks)]

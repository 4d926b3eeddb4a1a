from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives import hashes

PART = 8 * 1024 * 1024


def seal(key, iv, part):
    assert len(part) == PART
    enc = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    # region: encrypt aes-cbc async min=65536
    return enc.update(part) + enc.finalize()


def sign_response(key, body):
    # region: sign async
    return key.sign(body, padding.PKCS1v15(), hashes.SHA256())


def stream_ctr(key, nonce, part):
    enc = Cipher(algorithms.AES(key), modes.CTR(nonce)).encryptor()
    # degrades: encrypt
    return enc.update(part)

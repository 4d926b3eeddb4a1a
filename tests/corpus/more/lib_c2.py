TABLE = []


def crc32c(data, crc=0):
    crc ^= 0xFFFFFFFF
    # region: crc crc32c in-core min=512
    for b in data:
        crc = TABLE[(crc ^ b) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


def xor_blocks(blocks, out):
    for block in blocks:
        # region: erasure xor in-core min=4096
        for i in range(1 << 16):
            out[i] ^= block[i]

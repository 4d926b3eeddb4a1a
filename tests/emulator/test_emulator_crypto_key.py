"""Keys and masks that the emulated device derives are those of the standards, computed here from their hashes alone."""

from __future__ import annotations

import hashlib
import hmac

import pytest

SECRET, SEED = bytes(range(48)), bytes(range(100, 164))
MASTER, FINISHED, OWN = 1, 3, 5
SHA1, SHA256, SHA384 = 2, 4, 5  # CpaCySymHashAlgorithm
INVALID, FAIL = -4, -1
AES_128, AES_256 = 1, 2
EXTRACT, EXPAND, BOTH, EXPAND_LABEL, ALL = 12, 13, 14, 15, 16


def _mac(digest, key, data):
    return hmac.new(key, data, digest).digest()


def _p_hash(digest, key, seed, size):
    out, a = b"", seed
    while len(out) < size:
        a = _mac(digest, key, a)
        out += _mac(digest, key, a + seed)
    return out[:size]


def _tls1(secret, seed, size):
    half = (len(secret) + 1) // 2
    pair = (_p_hash("md5", secret[:half], seed, size), _p_hash("sha1", secret[-half:], seed, size))
    return bytes(a ^ b for a, b in zip(*pair, strict=True))


def _ssl3(secret, seed, size):
    out = b""
    for i in range(1, 17):
        inner = hashlib.sha1(bytes([64 + i]) * i + secret + seed).digest()
        out += hashlib.md5(secret + inner).digest()
    return out[:size]


def _mgf1(digest, seed, size):
    parts = (hashlib.new(digest, seed + i.to_bytes(4, "big")).digest() for i in range(size // 20 + 1))
    return b"".join(parts)[:size]


def _expand(digest, key, info, size):
    out = block = b""
    while len(out) < size:
        block = _mac(digest, key, block + info + bytes([len(out) // len(_mac(digest, key, b"")) + 1]))
        out += block
    return out[:size]


def _labels(digest, key, label, sizes):
    size = len(_mac(digest, key, b""))
    secret = _expand(digest, key, label, size)
    names = (b"key", b"iv", b"resumption", b"finished")
    subs = [
        _expand(digest, secret, n.to_bytes(2, "big") + bytes([6 + len(name)]) + b"tls13 " + name + b"\0", n)
        for name, n in zip(names, sizes, strict=True)
    ]
    return secret + b"".join(subs)


@pytest.fixture
def derive(emulator, tmp_path):
    def run(requests):
        script = tmp_path / "requests"
        lines = [
            f"{n} {k} {s.hex() or '-'} {x.hex() or '-'} {v.hex() or '-'} {b}" for n, k, s, x, v, b in requests
        ]
        script.write_text("\n".join(lines) + "\n")
        ran = emulator.run(["sh", "-c", f"{emulator.binaries}/cy_key < {script}"])
        *answers, counts = [line.split() for line in ran.output.splitlines()]
        return [(int(s), b"" if h == "-" else bytes.fromhex(h)) for s, h in answers], [int(c) for c in counts]

    return run


def test_secrets_of_ssl3_and_tls_are_the_standards(derive):
    requests = [
        ("ssl", MASTER, SECRET, SEED, b"", 48),
        ("ssl", 2, SECRET, SEED, b"", 200),
        ("tls", MASTER, SECRET, SEED, b"", 48),
        ("tls", OWN, SECRET[:33], SEED[:20], b"a label", 100),
        ("tls2", MASTER + 100 * SHA256, SECRET, SEED, b"", 48),
        ("tls2", FINISHED + 100 * SHA384, SECRET, SEED[:32], b"", 12),
    ]
    answers, counts = derive(requests)
    assert answers == [
        (0, _ssl3(SECRET, SEED, 48)),
        (0, _ssl3(SECRET, SEED, 200)),
        (0, _tls1(SECRET, b"master secret" + SEED, 48)),
        (0, _tls1(SECRET[:33], b"a label" + SEED[:20], 100)),
        (0, _p_hash("sha256", SECRET, b"master secret" + SEED, 48)),
        (0, _p_hash("sha384", SECRET, b"client finished" + SEED[:32], 12)),
    ]
    assert counts == [2, 4, 0]


@pytest.mark.parametrize(
    ("suite", "digest", "sizes"),
    [(AES_128, "sha256", (16, 12, 32, 32)), (AES_256, "sha384", (32, 12, 48, 48))],
)
def test_hkdf_extracts_and_expands_labels_and_their_sublabels(derive, suite, digest, sizes):
    n = hashlib.new(digest).digest_size
    info, secret = b"some info", SECRET[:n]
    prk = _mac(digest, SEED[:n], secret)
    plain, labelled = _expand(digest, prk, info, n), _labels(digest, prk, info, sizes)
    requests = [
        ("hkdf", op + 100 * suite, key, SEED[:n], info, size)
        for op, key, size in (
            (EXTRACT, secret, n),
            (EXPAND, prk, n),
            (BOTH, secret, 2 * n),
            (EXPAND_LABEL, prk, n + sum(sizes)),
            (ALL, secret, 2 * n + sum(sizes)),
        )
    ]
    answers, _ = derive(requests)
    assert answers == [(0, prk), (0, plain), (0, prk + plain), (0, labelled), (0, prk + labelled)]


def test_masks_are_mgf1(derive):
    answers, counts = derive(
        [
            ("mgf", SHA1, b"", SEED, b"", 107),
            ("mgf", SHA256, b"", SEED, b"", 5),
            ("mgf", SHA384, b"", SEED, b"", 300),
        ]
    )
    assert [a for _, a in answers] == [
        _mgf1("sha1", SEED, 107),
        _mgf1("sha256", SEED, 5),
        _mgf1("sha384", SEED, 300),
    ]
    assert counts == [0, 0, 3]


@pytest.mark.parametrize(
    "request_",
    [
        ("ssl", MASTER, SECRET, SEED[:32], b"", 48),
        ("ssl", 9, SECRET, SEED, b"", 48),
        ("ssl", MASTER, SECRET, SEED, b"", 249),
        ("tls2", MASTER + 100 * SHA1, SECRET, SEED, b"", 48),
        ("hkdf", EXPAND + 100, bytes(33), b"", b"", 32),
        ("hkdf", EXTRACT + 100, SECRET, b"", b"", 31),
        ("hkdf", EXTRACT + 900, SECRET, b"", b"", 32),
        ("mgf", SHA1, b"", bytes(256), b"", 20),
    ],
)
def test_arguments_beyond_the_limits_are_invalid(derive, request_):
    [(status, _)], counts = derive([request_])
    assert status == INVALID
    assert counts == [0, 0, 0]

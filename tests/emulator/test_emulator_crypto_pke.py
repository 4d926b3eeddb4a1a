"""Public-key operations on the emulated device give what arithmetic gives, and the OpenSSL provider on it what OpenSSL gives."""

from __future__ import annotations

import os
import random

import pytest

P256 = (
    0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF,
    -3,
    0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
M521, M607, M127 = 2**521 - 1, 2**607 - 1, 2**127 - 1


def _hex(value: int, size: int) -> str:
    return value.to_bytes(size, "big").hex()


def _add(a, b, p, slope):
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and (a[1] + b[1]) % p == 0:
        return None
    k = (3 * a[0] ** 2 + slope) * pow(2 * a[1], -1, p) if a == b else (b[1] - a[1]) * pow(b[0] - a[0], -1, p)
    x = (k * k - a[0] - b[0]) % p
    return x, (k * (a[0] - x) - a[1]) % p


def _multiply(k, point, p, slope):
    result = None
    while k:
        result = _add(result, point, p, slope) if k & 1 else result
        point = _add(point, point, p, slope)
        k >>= 1
    return result


@pytest.fixture
def ask(emulator, tmp_path):
    def run(lines, **how):
        script = tmp_path / "requests"
        script.write_text("\n".join(lines) + "\n")
        ran = emulator.run(["sh", "-c", f"{emulator.binaries}/cy_pke < {script}"], **how)
        return [line.split() for line in ran.output.splitlines()]

    return run


def _prime(bits: int, dice: random.Random) -> int:
    while True:
        candidate = dice.getrandbits(bits) | 1 | 3 << (bits - 2)
        if all(pow(dice.randrange(2, candidate), candidate - 1, candidate) == 1 for _ in range(8)):
            return candidate


@pytest.mark.parametrize("work", ["late", "eager"])
def test_rsa_with_both_representations_is_arithmetic(ask, work):
    dice = random.Random(7)
    p, q = sorted((_prime(512, dice), _prime(512, dice)), reverse=True)
    n, e = p * q, 65537
    d = pow(e, -1, (p - 1) * (q - 1))
    lines, expected = [], []
    for _ in range(3):
        message = dice.randrange(n)
        sealed = pow(message, e, n)
        first = [_hex(sealed, 128), _hex(n, 128), _hex(d, 128)]
        second = [
            _hex(sealed, 128),
            *(_hex(v, 64) for v in (p, q, d % (p - 1), d % (q - 1), pow(q, -1, p))),
        ]
        lines += ["rsa1 " + " ".join(first), "rsa2 " + " ".join(second)]
        expected += [_hex(message, 128)] * 2
    answers = ask(lines, work=work)
    assert [(a[0], a[2]) for a in answers] == [("0", want) for want in expected]


def test_signatures_are_arithmetic_and_only_right_ones_verify(ask):
    p, slope, b, order, gx, gy = P256
    dice = random.Random(8)
    lines, expected = [], []
    for _ in range(3):
        d, k, m = (dice.randrange(1, order) for _ in range(3))
        r = _multiply(k, (gx, gy), p, slope)[0] % order
        s = (m + d * r) * pow(k, -1, order) % order
        curve = [_hex(v, 32) for v in (gx, gy, order, p, slope % p, b)]
        lines.append("sign " + " ".join([*curve, *(_hex(v, 32) for v in (k, m, d))]))
        expected.append(["0", "1", _hex(r, 32), _hex(s, 32)])
        x, y = _multiply(d, (gx, gy), p, slope)
        for shift, verdict in ((0, "1"), (1, "0")):
            numbers = (m, r, (s + shift) % order, x, y)
            lines.append("verify " + " ".join([*curve, *(_hex(v, 32) for v in numbers)]))
            expected.append(["0", verdict])
    for answer, want in zip(ask(lines), expected, strict=True):
        assert answer[: len(want)] == want


def test_x25519_is_rfc_7748s(ask):
    scalar = bytes.fromhex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4")
    base = bytes.fromhex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")
    want = bytes.fromhex("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552")
    [answer] = ask([f"x25519 {scalar[::-1].hex()} {base[::-1].hex()}"])
    assert answer[:3] == ["0", "1", want[::-1].hex()]


def test_ed25519_points_are_arithmetic(ask):
    p, dice = 2**255 - 19, random.Random(9)
    d, y = -121665 * pow(121666, -1, p) % p, 4 * pow(5, -1, p) % p
    generator = (0x216936D3CD6E53FEC0A4E231FDD6DC5C692CC7609525A7B2C9562D608F25D51A, y)

    def add(a, b):
        k = d * a[0] * b[0] * a[1] * b[1] % p
        x = (a[0] * b[1] + a[1] * b[0]) * pow(1 + k, -1, p) % p
        return x, (a[1] * b[1] + a[0] * b[0]) * pow(1 - k, -1, p) % p

    def multiply(k, point):
        result = (0, 1)
        for bit in bin(k)[2:]:
            result = add(result, result)
            result = add(result, point) if bit == "1" else result
        return result

    first, second = dice.getrandbits(250), dice.getrandbits(256)
    middle = multiply(first, generator)
    lines = [
        f"ed25519 {_hex(first, 32)}",
        "ed25519 " + " ".join(_hex(v, 32) for v in (second, *middle)),
    ]
    want = [["0", "1", *(_hex(v, 32) for v in point)] for point in (middle, multiply(second, middle))]
    assert ask(lines) == want


def test_primes_are_told_from_composites(ask):
    numbers = [(M127, 16, "1"), (M127 - 2, 16, "0"), (M521, 66, "1"), (M521 * M607, 142, "0")]
    answers = ask([f"prime {_hex(value, size)}" for value, size, _ in numbers])
    assert [a[:2] for a in answers] == [["0", verdict] for *_, verdict in numbers]


def test_misuse_gets_the_vendors_code(ask):
    even, short, odd = "10" * 128, "11" * 100, "11" * 128
    answers = ask(
        [f"rsa1 {odd} {even} {odd}", f"rsa1 {odd} {short} {odd}", f"rsa1 {odd} - {odd}", f"prime {even}"]
    )
    assert [a[0] for a in answers] == ["-4"] * 4


@pytest.mark.parametrize("faults", ["", "absent", "full"])
@pytest.mark.parametrize("program", ["cy_provider", "cy_provider_more"])
def test_the_provider_gives_what_openssl_gives(emulator, program, faults):
    """AES-GCM; AES in its other modes and SHA-2."""
    folder = emulator.install.lib
    ran = emulator.run([program, str(folder)], faults=faults)
    assert ran.output == "ok\n"
    device = next((d for d in ran.stats.devices if d.name == "qat"), None)
    assert (device is not None and device.ops > 0) == (faults != "absent")


@pytest.mark.parametrize("algorithm", ["aes-256-gcm", "aes-128-cbc", "sha256"])
def test_asynchronous_jobs_keep_the_device_busy(emulator, algorithm):
    folder = emulator.install.lib
    speed = [
        *("openssl", "speed", "-seconds", "1", "-bytes", "16384", "-elapsed", "-provider-path", str(folder)),
        *("-provider", "accelqat", "-provider", "default"),
    ]
    if os.system("command -v openssl >/dev/null") != 0:
        pytest.skip("no openssl command here")
    ran = emulator.run([*speed, "-async_jobs", "16", "-evp", algorithm])
    [device] = ran.stats.devices
    assert device.max_in_flight > 8


@pytest.mark.parametrize("clock", ["virtual", "fixed"])
@pytest.mark.parametrize("kind", ["sm2", "dsa", "binary"])
def test_other_signatures_and_curves_agree_with_published_vectors_and_openssl(emulator, clock, kind):
    assert emulator.run(["cy_curves", kind], clock=clock).output == "ok\n"

"""Symmetric cryptography on the emulated device gives what libcrypto and hashlib give, on every path through the interface."""

from __future__ import annotations

import hashlib
import hmac
import random
from dataclasses import dataclass

import pytest

from . import libcrypto

CIPHER, HASH, CHAIN = 1, 2, 3
PLAIN, AUTH, NESTED = 1, 2, 3
CBC, CTR, ECB, XTS, GCM, CCM, CHACHA, SM4_CBC = 4, 5, 3, 16, 7, 6, 18, 20
HASHES = {
    "sha1": 2,
    "sha224": 3,
    "sha256": 4,
    "sha384": 5,
    "sha512": 6,
    "sha3_256": 16,
    "sha3_224": 17,
    "sha3_384": 18,
    "sha3_512": 19,
}
MODES = ("", "sync=1", "outofplace=1", "outofplace=1 pieces=3", "pieces=5", "dp=1", "dp=1 outofplace=1")
SUCCESS, INVALID_PARAM, UNSUPPORTED = 0, -4, -6


@dataclass(frozen=True)
class Answer:
    status: int
    verdict: bool
    output: bytes
    digest: bytes


def _bytes(word: str) -> bytes:
    return b"" if word == "-" else bytes.fromhex(word)


def _words(**values: object) -> str:
    return " ".join(
        f"{key}={(value.hex() or '-') if isinstance(value, bytes) else int(value)}"  # type: ignore[call-overload]
        for key, value in values.items()
    )


@pytest.fixture
def ask(emulator, tmp_path):
    """Sends all requests through one process; one answer each, with the bytes that came back."""

    def run(lines: list[str], **how: str) -> list[Answer]:
        script = tmp_path / "requests"
        script.write_text("\n".join(lines) + "\n")
        ran = emulator.run(["sh", "-c", f"{emulator.binaries}/cy_sym < {script}"], **how)
        answers = []
        for line in ran.output.splitlines():
            output, status, verdict, digest = line.split()
            answers.append(
                Answer(
                    int(status), verdict == "1", b"" if output == "init" else _bytes(output), _bytes(digest)
                )
            )
        assert len(answers) == len(lines)
        return answers

    return run


@pytest.fixture
def dice():
    return random.Random(20240611)


def _paths(lines: list[str]) -> list[str]:
    return [f"{line} {mode}".strip() for line in lines for mode in MODES]


@pytest.mark.parametrize(
    ("algorithm", "name", "key", "whole"),
    [
        *((CBC, f"aes-{bits}-cbc", bits // 8, 16) for bits in (128, 192, 256)),
        (ECB, "aes-128-ecb", 16, 16),
        *((CTR, f"aes-{bits}-ctr", bits // 8, 1) for bits in (128, 256)),
        (XTS, "aes-128-xts", 32, 1),
        (XTS, "aes-256-xts", 64, 1),
        (SM4_CBC, "sm4-cbc", 16, 16),
    ],
)
def test_ciphers_are_libcryptos_in_both_directions(ask, dice, algorithm, name, key, whole):
    lines, expected = [], []
    for size in (16, 48, 1024, 4096 + (16 if whole > 1 else 7)):
        secret, iv, data = dice.randbytes(key), dice.randbytes(16), dice.randbytes(size)
        for decrypt in (False, True):
            line = _words(
                op=CIPHER, cipher=algorithm, key=secret, iv=iv, src=data, clen=size, decrypt=decrypt
            )
            want = libcrypto.encrypt(name, secret, iv if algorithm != ECB else b"", data, decrypt=decrypt)[0]
            lines += _paths([line])
            expected += [want] * len(MODES)
    answers = ask(lines)
    assert [a.status for a in answers] == [SUCCESS] * len(lines)
    assert [a.output for a in answers] == expected


def test_a_cipher_touches_only_its_region(ask, dice):
    key, iv, data = dice.randbytes(16), dice.randbytes(16), dice.randbytes(96)
    line = _words(op=CIPHER, cipher=CBC, key=key, iv=iv, src=data, cstart=16, clen=64)
    want = data[:16] + libcrypto.encrypt("aes-128-cbc", key, iv, data[16:80])[0] + data[80:]
    assert [a.output for a in ask(_paths([line]))] == [want] * len(MODES)


@pytest.mark.parametrize("name", HASHES)
def test_digests_and_hmacs_are_hashlibs(ask, dice, name):
    lines, expected = [], []
    for size in (7, 55, 64, 200, 5000):
        data, key = dice.randbytes(size), dice.randbytes(dice.choice([1, 20, 64]))
        plain = hashlib.new(name, data).digest()
        mac = hmac.new(key, data, name).digest()
        common = {"op": HASH, "hash": HASHES[name], "src": data, "hlen": size, "dlen": len(plain)}
        for mode, want in ((PLAIN, plain), (AUTH, mac)):
            lines += _paths([_words(mode=mode, akey=key, **common)])
            expected += [want] * len(MODES)
    answers = ask(lines)
    assert [a.status for a in answers] == [SUCCESS] * len(lines)
    assert [a.digest for a in answers] == expected


def test_nested_hashes_and_truncated_digests(ask, dice):
    data, inner, outer = dice.randbytes(77), dice.randbytes(20), dice.randbytes(48)
    line = _words(
        op=HASH, hash=4, mode=NESTED, outer=5, inner=inner, outerprefix=outer, src=data, hlen=77, dlen=40
    )
    want = hashlib.sha384(outer + hashlib.sha256(inner + data).digest()).digest()[:40]
    assert [a.digest for a in ask([line])] == [want]


def test_an_empty_message_has_a_digest(ask):
    [answer] = ask([_words(op=HASH, hash=4, mode=PLAIN, dlen=32, hlen=0, src=b"")])
    assert (answer.status, answer.digest) == (SUCCESS, hashlib.sha256(b"").digest())


def test_aes_macs_are_those_of_their_rfcs(ask):
    # RFC 4493 (CMAC) and RFC 3566 (XCBC-MAC), whole blocks and not.
    key = bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c")
    text = bytes.fromhex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411")
    counted, cbc = bytes(range(16)), bytes(range(20))
    cases = [
        (12, key, text[:16], "070a16b46b4d4144f79bdd9dd04a287c"),
        (12, key, text[:40], "dfa66747de9ae63030ca32611497c827"),
        (7, counted, bytes(range(3)), "5b376580ae2f19afe7219ceef172756f"),
        (7, counted, counted, "d2a246fa349b68a79998a4394ff7a263"),
        (7, counted, cbc, "47f51b4564966215b8985c63055ed308"),
    ]
    lines = [_words(op=HASH, hash=h, mode=AUTH, akey=k, src=d, hlen=len(d), dlen=16) for h, k, d, _ in cases]
    assert [a.digest.hex() for a in ask(lines)] == [want for *_, want in cases]


@pytest.mark.parametrize("hash_first", [False, True], ids=["cipher-then-hash", "hash-then-cipher"])
@pytest.mark.parametrize("append", [False, True], ids=["apart", "appended"])
def test_chains_encrypt_and_authenticate_and_the_way_back_verifies(ask, dice, hash_first, append):
    key, iv, secret = dice.randbytes(32), dice.randbytes(16), dice.randbytes(20)
    header, body = dice.randbytes(8), dice.randbytes(64)
    room = bytes(32 if append else 0)
    sealed = libcrypto.encrypt("aes-256-cbc", key, iv, body)[0]
    mac = hmac.new(secret, header + (body if hash_first else sealed), "sha256").digest()
    common = {
        "op": CHAIN, "cipher": CBC, "key": key, "iv": iv, "hash": 4, "mode": AUTH, "akey": secret, "dlen": 32,
        "cstart": 8, "clen": 64, "hstart": 0, "hlen": 72, "append": append,
    }  # fmt: skip
    forth = _paths([_words(src=header + body + room, hashfirst=hash_first, **common)])
    for answer in ask(forth):
        assert answer.status == SUCCESS
        assert answer.output == header + sealed + (mac if append else b"")
        assert append or answer.digest == mac
    arrived = header + sealed
    back = []
    for sent in (mac, bytes([mac[0] ^ 1]) + mac[1:]):
        tail = {"src": arrived + sent} if append else {"src": arrived, "digest": sent}
        # the way back runs in the other order
        back.append(_words(decrypt=1, verify=1, hashfirst=not hash_first, **tail, **common))
    answers = ask(_paths(back))
    assert [a.verdict for a in answers] == [True] * len(MODES) + [False] * len(MODES)
    assert {a.output[:72] for a in answers} == {header + body}


AEADS = [
    *((GCM, 9, f"aes-{bits}-gcm", bits // 8, 12) for bits in (128, 192, 256)),
    (CCM, 8, "aes-128-ccm", 16, 13),
    (CCM, 8, "aes-256-ccm", 32, 7),
    (CHACHA, 22, "chacha20-poly1305", 32, 12),
]


@pytest.mark.parametrize(("cipher", "hashing", "name", "key", "nonce"), AEADS, ids=[a[2] for a in AEADS])
@pytest.mark.parametrize("append", [False, True], ids=["apart", "appended"])
def test_authenticated_encryption_is_libcryptos_and_a_wrong_tag_wipes(
    ask, dice, cipher, hashing, name, key, nonce, append
):
    if cipher == CCM and not append:
        pytest.skip("CCM has its tag appended, whatever the session says")
    lines, expected, back = [], [], []
    for size, extra in ((7, 0), (16, 12), (1000, 20), (4096, 200)):
        secret, iv, aad, data = (dice.randbytes(n) for n in (key, nonce, extra, size))
        sealed, tag = libcrypto.encrypt(name, secret, iv, data, aad=aad, tag_length=16)
        framed = cipher == CCM
        array = (b"\0" + iv).ljust(18, b"\0") + aad + bytes(32) if framed else aad
        common = {
            "op": CHAIN, "cipher": cipher, "hash": hashing, "mode": AUTH, "key": secret, "dlen": 16, "ivlen": nonce,
            "iv": (b"\0" + iv).ljust(16, b"\0") if framed else iv, "aadlen": extra, "aad": array, "clen": size,
            "append": append, "hashfirst": 1,
        }  # fmt: skip
        room = bytes(16 if append else 0)
        lines += _paths([_words(src=data + room, **common)])
        expected += [(sealed + (tag if append else b""), tag if not append else None)] * len(MODES)
        for good in (True, False):
            sent = tag if good else tag[:-1] + bytes([tag[-1] ^ 0x80])
            tail = {"src": sealed + sent} if append else {"src": sealed, "digest": sent}
            for mode in MODES:
                line = _words(decrypt=1, verify=1, **tail, **common)
                back.append((f"{line} {mode}", good, data, mode))
    for answer, (output, tag) in zip(ask(lines), expected, strict=True):
        assert (answer.status, answer.verdict, answer.output) == (SUCCESS, True, output)
        assert tag is None or answer.digest == tag
    for answer, (_, good, data, mode) in zip(ask([line for line, *_ in back]), back, strict=True):
        assert (answer.status, answer.verdict) == (SUCCESS, good)
        wiped = bytes(len(data))
        assert answer.output[: len(data)] == (data if good else wiped) or "dp=1" in mode and not good


def test_gmac_authenticates_what_it_does_not_encrypt(ask, dice):
    key, iv, data = dice.randbytes(16), dice.randbytes(12), dice.randbytes(333)
    _, tag = libcrypto.encrypt("aes-128-gcm", key, iv, b"", aad=data, tag_length=16)
    line = _words(
        op=CHAIN, cipher=GCM, hash=13, mode=AUTH, key=key, dlen=16, iv=iv, src=data, hlen=333, hashfirst=1
    )
    for answer in ask(_paths([line])):
        assert (answer.status, answer.output, answer.digest) == (SUCCESS, data, tag)


def test_packets_in_parts_are_the_whole(ask, dice):
    key, iv, data = dice.randbytes(16), dice.randbytes(16), dice.randbytes(1024)
    secret = dice.randbytes(16)
    lines = [
        _words(op=CIPHER, cipher=CBC, key=key, iv=iv, src=data, part=256),
        _words(op=CIPHER, cipher=CTR, key=key, iv=iv, src=data[:1000], part=128),
        _words(op=HASH, hash=4, mode=PLAIN, dlen=32, src=data, part=192),
        _words(op=HASH, hash=6, mode=AUTH, akey=secret, dlen=64, src=data[:900], part=128),
    ]
    cbc, ctr, plain, mac = ask(lines)
    assert cbc.output == libcrypto.encrypt("aes-128-cbc", key, iv, data)[0]
    assert ctr.output == libcrypto.encrypt("aes-128-ctr", key, iv, data[:1000])[0]
    assert plain.digest == hashlib.sha256(data).digest()
    assert mac.digest == hmac.new(secret, data[:900], "sha512").digest()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"op": 0}, INVALID_PARAM),
        ({"op": 9}, INVALID_PARAM),
        ({"cipher": 40}, INVALID_PARAM),
        ({"cipher": GCM}, INVALID_PARAM),
        ({"cipher": 9}, UNSUPPORTED),
        ({"cipher": 2}, UNSUPPORTED),
        ({"key": bytes(15)}, INVALID_PARAM),
        ({"cipher": XTS, "key": bytes(16)}, INVALID_PARAM),
        ({"iv": bytes(12)}, INVALID_PARAM),
        ({"clen": 17}, INVALID_PARAM),
        ({"clen": 48}, INVALID_PARAM),
        ({"cstart": 32}, INVALID_PARAM),
        ({"op": HASH, "hash": 4, "mode": PLAIN, "dlen": 33, "hlen": 8}, INVALID_PARAM),
        ({"op": HASH, "hash": 4, "mode": PLAIN, "dlen": 0, "hlen": 8}, INVALID_PARAM),
        ({"op": HASH, "hash": 4, "mode": 7, "dlen": 32, "hlen": 8}, INVALID_PARAM),
        ({"op": HASH, "hash": 1, "mode": PLAIN, "dlen": 16, "hlen": 8}, UNSUPPORTED),
        ({"op": HASH, "hash": 12, "mode": PLAIN, "dlen": 16, "hlen": 8}, UNSUPPORTED),
        ({"op": HASH, "hash": 14, "mode": PLAIN, "dlen": 16, "hlen": 8}, UNSUPPORTED),
        ({"op": HASH, "hash": 4, "mode": PLAIN, "dlen": 32, "hlen": 33}, INVALID_PARAM),
        ({"op": HASH, "hash": 4, "mode": PLAIN, "dlen": 32, "hlen": 32, "append": 1}, INVALID_PARAM),
        ({"op": CHAIN, "hash": 9, "mode": AUTH, "dlen": 16}, INVALID_PARAM),
        ({"op": CHAIN, "cipher": GCM, "hash": 9, "mode": AUTH, "dlen": 11}, INVALID_PARAM),
    ],
    ids=str,
)
def test_misuse_gets_the_vendors_code_and_leaves_the_device_usable(ask, change, status):
    good = {"op": CIPHER, "cipher": CBC, "key": bytes(16), "iv": bytes(16), "src": bytes(32), "clen": 32}
    refused, served = ask([_words(**(good | change)), _words(**good)])
    assert (refused.status, served.status) == (status, SUCCESS)


@pytest.mark.parametrize("work", ["late", "eager"])
def test_times_are_those_of_the_parameters(emulator, tmp_path, nanoseconds, work):
    quiet = emulator.with_parameters(submit_s=0, poll_s=0, empty_poll_s=0, sym_bandwidth_cap=0)
    script = tmp_path / "requests"
    line = _words(op=CIPHER, cipher=CTR, key=bytes(16), iv=bytes(16), src=bytes(4096), clen=4096, sync=1)
    script.write_text(line + "\n")
    ran = quiet.run(["sh", "-c", f"{emulator.binaries}/cy_sym < {script}"], work=work)
    value = {name: parameter.value for name, parameter in quiet.model.parameters.items()}
    engine = nanoseconds(value["setup_s"]) + nanoseconds(4096 / value["sym_engine_bandwidth"])
    client = next(p for p in ran.stats.processes if p.exe.endswith("cy_sym"))
    assert round((client.end_s - client.start_s) * 1e9) == engine + nanoseconds(value["latency_s"])


def test_faults_reach_cryptography(ask, dice):
    good = _words(op=CIPHER, cipher=CTR, key=bytes(16), iv=bytes(16), src=bytes(64), clen=64)
    assert [a.status for a in ask([good] * 14, faults="error")].count(-1) == 2  # every seventh
    assert {a.status for a in ask([good] * 6, faults="full")} == {0, -2}

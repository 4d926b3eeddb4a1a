"""Why a region cannot or should not leave the core, whatever the sizes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from accelagent.domain import Family, Reason
from accelagent.identifier.benefit import work_of
from accelagent.identifier.sites import Draft

# Of these the whole input is given at once.
_ONE_CALL = frozenset({"lz4-block", "dispatch", "linux-crypto"})
_DEFLATE = frozenset({"deflate", "zlib", "gzip"})
_PER_OPERATION = frozenset({Family.SIGN, Family.VERIFY, Family.KEX})
# Finding devices, opening queues and instances and filling pinned pools, once in a process. Assumed.
ONE_RUN_S = 0.05
ITEM_BYTES = 512  # deflate finds next to nothing in less, and the stream's set-up is what such a call costs
MESSAGE_BYTES = (
    65536  # a flush per smaller piece is a message that somebody waits for, with the window carried on
)
BULK_BYTES = 256 << 10
RECORD_BYTES = 16384  # of TLS at most
SHORT_BYTES = 2048  # where only the largest item is known, most are far smaller
INSTRUCTED_BYTES = 8192  # of a checksum that the core's instruction takes at tens of bytes per nanosecond
CACHE_BYTES = 2 << 20  # a core's own, on 4th generation Xeon
_BULK = frozenset({Family.ENCRYPT, Family.DECRYPT, Family.HASH})
_WITH_INSTRUCTIONS = (
    "openssl",
    "gnutls",
    "mbedtls",
    "other-crypto",
    "wolfssl",
    "nettle",
    "cryptopp",
    "go-",
    "java-",
    "python-",
    "rust-",
)
_PIECEWISE = frozenset({"zlib-stream", "zlib-gzfile"})


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A reason against offloading; `in_core` says whether it also rules out another library on the core."""

    reason: Reason
    in_core: bool
    confidence: float = 0.9


def obstacles(draft: Draft) -> list[Obstacle]:
    """All that apply, the heaviest first."""
    found = [
        _frequency(draft),
        _state(draft),
        _stored(draft),
        _window(draft),
        _sync(draft),
        _pieces(draft),
        _arriving(draft),
        _overlap(draft),
        _hot(draft),
        _library_crypto(draft),
        _instructed(draft),
        _small_item(draft),
        _bucket(draft),
        _small(draft),
    ]
    return [o for o in found if o is not None]


def _frequency(draft: Draft) -> Obstacle | None:
    match draft.facts.frequency:
        case "test":
            text = f"{draft.path} is a test or benchmark: its purpose is to check or measure the original"
            return Obstacle(Reason(text, "test-code"), in_core=True)
        case "error":
            text = f"{draft.name} is on an error or diagnostic path and seldom runs"
            return Obstacle(Reason(text, "rare-path"), in_core=True, confidence=0.8)
        case "setup":
            text = f"{draft.name} runs at set-up or shutdown; the device's own start-up is never earned back"
            return Obstacle(Reason(text, "rare-path"), in_core=True, confidence=0.8)
        case "once" if _is_brief(draft):
            text = f"{draft.name} runs once, from the program's entry: the device's own start-up takes longer"
            return Obstacle(Reason(text, "rare-path"), in_core=True, confidence=0.7)
    return None


def _is_brief(draft: Draft) -> bool:
    """What one run of it takes is known and short: a signature, or bytes up to a few requests."""
    high = draft.sizes.high
    if draft.operation in _PER_OPERATION:
        return True
    return high is not None and work_of(draft).core_seconds(high) <= ONE_RUN_S


def _state(draft: Draft) -> Obstacle | None:
    linked = [n for s in draft.runs if (n := s.place.call.name).endswith("_continue")]
    if linked:
        text = f"{linked[0]} compresses a block with those before it as history, which a stateless engine does not keep"
        return Obstacle(Reason(text, "stateful-stream-on-stateless-device"), in_core=True)
    calls = draft.facts.state_calls or (
        ("a flush mode that only adds to the window",) if "history" in draft.facts.flushes else ()
    )
    if not calls:
        return None
    if any("Dict" in c for c in calls):
        text = f"the stream uses {', '.join(calls)}: a preset dictionary has no counterpart on the devices"
        return Obstacle(Reason(text, "preset-dictionary"), in_core=True)
    text = f"the stream uses {', '.join(calls)}: that reads or changes history which a stateless engine does not keep"
    return Obstacle(Reason(text, "stateful-stream-on-stateless-device"), in_core=True)


def _stored(draft: Draft) -> Obstacle | None:
    if draft.operation is not Family.COMPRESS or draft.facts.level != 0 or draft.algorithm not in _DEFLATE:
        return None  # to Zstandard, 0 is its usual level
    return Obstacle(
        Reason("level 0 only stores: there is no compression work to take over", "stored-level"), in_core=True
    )


def _window(draft: Draft) -> Obstacle | None:
    window = draft.facts.window
    if draft.operation is not Family.COMPRESS or window is None or not 8 <= abs(window) % 16 < 15:
        return None
    text = f"windowBits {window} promises readers a window below 32 KiB, which the devices' encoders do not keep to"
    return Obstacle(Reason(text, "window-size"), in_core=True)


def _sync(draft: Draft) -> Obstacle | None:
    flushes = draft.facts.flushes
    if draft.operation is not Family.COMPRESS or "sync" not in flushes or flushes & {"none", "unknown"}:
        return None
    text = "every call flushes (Z_SYNC_FLUSH or alike): the peer needs each message at once and the window goes on"
    return Obstacle(Reason(text, "sync-flush"), in_core=(draft.sizes.low or 0) < MESSAGE_BYTES)


def _pieces(draft: Draft) -> Obstacle | None:
    if draft.operation is not Family.DECOMPRESS or draft.interface == "zlib-oneshot":
        return None
    if draft.interface == "libdeflate-oneshot" or draft.facts.flushes == {"finish"}:
        return None
    if draft.facts.whole or draft.interface in _ONE_CALL:
        return None
    text = "the stream may arrive in pieces, and each needs the 32 KiB decoded before it: a stateless engine has none"
    return Obstacle(Reason(text, "stateful-stream-on-stateless-device"), in_core=False)


def _arriving(draft: Draft) -> Obstacle | None:
    """Pieces of a stream that lives as long as its connection, decoded as they arrive."""
    facts = draft.facts
    if draft.operation is not Family.DECOMPRESS or not facts.connection or facts.begins_here or facts.whole:
        return None
    text = "each piece of the connection's stream is decoded as it arrives: few bytes at a time, and the next waits for them"
    return Obstacle(Reason(text, "stateful-stream-on-stateless-device"), in_core=True, confidence=0.7)


def _overlap(draft: Draft) -> Obstacle | None:
    if not draft.facts.overlaps:
        return None
    text = (
        "source and destination are parts of one buffer: an overlapping move ends with an error on the device"
    )
    return Obstacle(Reason(text, "overlapping-move"), in_core=True)


def _hot(draft: Draft) -> Obstacle | None:
    high = draft.sizes.high
    if not draft.facts.read_back or high is None or high > CACHE_BYTES:
        return None
    text = (
        "the same function reads what it has just written: a core leaves it in its cache, a device in memory"
    )
    return Obstacle(Reason(text, "cache-hot-copy"), in_core=True, confidence=0.8)


def _library_crypto(draft: Draft) -> Obstacle | None:
    """Bulk ciphers and digests of a library that has the core's instructions; TLS is judged by its handshakes and records."""
    if draft.operation not in _BULK or not draft.interface.startswith(_WITH_INSTRUCTIONS):
        return None
    if is_record(draft):
        return _short_records(draft)
    if (draft.sizes.low or 0) >= BULK_BYTES and (
        draft.operation is Family.HASH or draft.algorithm == "aes-cbc"
    ):
        return None  # serial on a core, and long enough for engines side by side
    text = (
        f"the library already runs {draft.algorithm} with the core's instructions at gigabytes per second and no wait; "
        "vendors' own engines leave it there too"
    )
    return Obstacle(
        Reason(text, "aes-in-core" if draft.operation is not Family.HASH else "hash-in-core"), True, 0.8
    )


def _short_records(draft: Draft) -> Obstacle | None:
    high = draft.sizes.high
    if high is None or high > RECORD_BYTES:
        return None
    text = f"records of at most {high} B: the core's instructions seal one before a request has reached the device"
    return Obstacle(Reason(text, "small-tls-records"), in_core=True, confidence=0.8)


def is_record(draft: Draft) -> bool:
    """Records or the handshake of a TLS connection, not ciphers and digests of the same library."""
    return draft.interface.endswith("-tls") and any(
        re.search(r"(?i)ssl_|gnutls_(?:record|handshake)", s.via or s.place.call.name) for s in draft.runs
    )


def _instructed(draft: Draft) -> Obstacle | None:
    high = draft.sizes.high
    if draft.operation is not Family.CRC or high is None or high > INSTRUCTED_BYTES or draft.facts.scattered:
        return None
    if not draft.interface.startswith(("isal", "crc32c")) and not _is_instructed_elsewhere(draft):
        return None
    text = f"the library already uses the core's instruction: {high} B take a fraction of a microsecond, less than a submission"
    return Obstacle(Reason(text, "crc-in-core"), in_core=True)


def _is_instructed_elsewhere(draft: Draft) -> bool:
    """What Go's and Java's own libraries and Rust's usual crates do with instructions; the crate `crc` has tables."""
    language = draft.interface.removesuffix("-library")
    if language == "rust":
        return all(s.place.call.name != "checksum" for s in draft.runs)
    known = {"go": ("crc32", "crc32c"), "java": ("crc32", "crc32c", "adler32")}
    return draft.algorithm in known.get(language, ())


def _small_item(draft: Draft) -> Obstacle | None:
    """Whole items, not the pieces of a stream that could be gathered."""
    high = draft.sizes.high
    limit = SHORT_BYTES if draft.sizes.low is None and draft.sizes.typical is None else ITEM_BYTES
    if draft.operation not in (Family.COMPRESS, Family.DECOMPRESS) or high is None or high > limit:
        return None
    piecewise = draft.interface in _PIECEWISE and draft.facts.flushes - {"finish", "sync"}
    goes_on = draft.facts.fed and (draft.facts.in_loop or not draft.facts.begins_here)
    if piecewise or (goes_on and "sync" not in draft.facts.flushes):
        return None
    spared = "what a call costs is the stream's set-up, and a recycled stream saves that without a device or another library"
    if draft.interface == "zlib-stream" and not draft.facts.begins_here:
        spared = "deflate finds next to nothing in them, and a request costs more than they do on a core"
    text = f"items of at most {high} B: {spared}"
    return Obstacle(Reason(text, "session-setup-per-operation"), in_core=True)


def _bucket(draft: Draft) -> Obstacle | None:
    if not draft.facts.indexes:
        return None
    text = (
        "the result only chooses a bucket: a key of some dozen bytes, and no format prescribes the function"
    )
    return Obstacle(Reason(text, "below-threshold"), in_core=True, confidence=0.8)


def _small(draft: Draft) -> Obstacle | None:
    """Only where a call moves as few bytes as its names say; compression is judged by its sizes."""
    hint, sizes = draft.facts.small_hint, draft.sizes
    if draft.operation in _PER_OPERATION:
        return None
    if not hint or sizes.high is not None or draft.operation in (Family.COMPRESS, Family.DECOMPRESS):
        return None
    text = f"`{hint}` in the names says a few dozen bytes per call; no size in the source says otherwise"
    return Obstacle(Reason(text, "below-threshold"), in_core=True, confidence=0.7)

"""Counts what emulated devices did, outside the box of the program that they serve: it can add, but take nothing back."""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import struct
import threading
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

PLACE = Path("/tmp/accel/devices")  # where a box has the socket; sun_path holds 107 bytes
_ENTRY = struct.Struct("=II8sQQQQ")  # of emulator/c/record.c
_MAGIC = 0x31636572
_DONE, _COMPRESSED, _DECOMPRESSED = range(3)
_SHOWN = "qat"  # the device whose requests are shown: deflate, both ways
_BACKLOG = 128
_CHUNK = 1 << 18
_MOST_HELD = 1 << 30  # bytes of all connections that have not ended
_AT_ONCE = 256  # connections
_DRAIN_S = 60.0


@dataclass(frozen=True, slots=True)
class Recorded:
    """Completed requests over all processes of a run, and those whose contents were shown.

    `counted` holds requests and bytes of input by device; `shown` those of which input and output were sent and belong
    together, `wrong` how many did not; `malformed` what no device sends.
    """

    counted: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    shown: tuple[int, int] = (0, 0)
    wrong: int = 0
    malformed: int = 0

    @property
    def ops(self) -> int:
        return sum(ops for ops, _ in self.counted.values())

    @property
    def bytes_in(self) -> int:
        return sum(count for _, count in self.counted.values())

    def moved_bytes(self, crypto: int) -> int:
        """Bytes of input that count as worked on: of deflate what was shown, of cryptography at most `crypto`."""
        plain = {name: count for name, (_, count) in self.counted.items() if name != _SHOWN}
        return self.shown[1] + sum(min(n, crypto) if name == "qat-cy" else n for name, n in plain.items())


class Recorder:
    """Listens on a socket while a run lasts; a context, whose `told()` is complete when it has been left."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "devices"
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        # By way of the descriptor, as the folder's own path may be longer than an address can be.
        descriptor = os.open(folder, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            self._listener.bind(f"/proc/self/fd/{descriptor}/{self.path.name}")
        finally:
            os.close(descriptor)
        self.path.chmod(0o666)
        self._listener.listen(_BACKLOG)
        self._tally = _Tally()
        self._held = 0
        self._wake, self._woken = socket.socketpair()
        self._thread = threading.Thread(target=self._listen, name="device recorder", daemon=True)

    def environment(self, *, contents: bool) -> dict[str, str]:
        """What the emulator has to be told; with `contents` it shows what it worked on."""
        return {"ACCEL_EMU_RECORDER": str(PLACE), **({"ACCEL_EMU_RECORD": "contents"} if contents else {})}

    def __enter__(self) -> Recorder:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._wake.close()
        self._thread.join(_DRAIN_S)
        self._listener.close()

    def told(self) -> Recorded:
        return self._tally.recorded()

    def _listen(self) -> None:
        """Until the run has ended and all that was sent is read: a program of the run has closed its ends by then."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            ended = False
            while True:
                ready = [key.fileobj for key, _ in selector.select(0 if ended else None)]
                if ended and not ready:
                    break
                if self._woken in ready:
                    ended = True
                    selector.unregister(self._woken)
                if self._listener in ready:
                    self._accept(selector)
                for one in ready:
                    if isinstance(one, socket.socket) and one not in (self._listener, self._woken):
                        self._read(selector, one)
            for key in list(selector.get_map().values()):
                if key.fileobj is not self._listener and isinstance(key.fileobj, socket.socket):
                    key.fileobj.close()
        self._woken.close()

    def _accept(self, selector: selectors.BaseSelector) -> None:
        with contextlib.suppress(BlockingIOError):
            while len(selector.get_map()) < _AT_ONCE:
                one, _ = self._listener.accept()
                one.setblocking(False)
                selector.register(one, selectors.EVENT_READ, bytearray())

    def _read(self, selector: selectors.BaseSelector, one: socket.socket) -> None:
        said: bytearray = selector.get_key(one).data
        try:
            chunk = one.recv(_CHUNK)
        except BlockingIOError:
            return
        except OSError:
            chunk = b""
        said += chunk
        self._held += len(chunk)
        if self._held > _MOST_HELD:
            self._tally.malformed += 1
            said.clear()
        if not chunk or not said:
            selector.unregister(one)
            one.close()
            self._held -= len(said)
            self._tally.add(memoryview(said))


class _Tally:
    """Sums of what connections said; each is read once it is complete."""

    def __init__(self) -> None:
        self.counted: dict[str, tuple[int, int]] = {}
        self.shown = (0, 0)
        self.wrong = self.malformed = 0

    def recorded(self) -> Recorded:
        return Recorded(dict(self.counted), self.shown, self.wrong, self.malformed)

    def add(self, said: memoryview) -> None:
        """The last entry of a process that was killed may be incomplete: it counts as not sent."""
        at = 0
        while at + _ENTRY.size <= len(said):
            magic, kind, name, bytes_in, bytes_out, in_sent, out_sent = _ENTRY.unpack_from(said, at)
            device = name.rstrip(b"\0").decode("ascii", "replace")
            at += _ENTRY.size
            if magic != _MAGIC or kind > _DECOMPRESSED or (kind == _DONE and in_sent + out_sent):
                self.malformed += 1
                return
            end = at + in_sent + out_sent
            if end > len(said):
                return
            if kind == _DONE:
                ops, count = self.counted.get(device, (0, 0))
                self.counted[device] = (ops + 1, count + (bytes_in or bytes_out))  # a fill reads nothing
            else:
                self._show(kind, said[at : at + in_sent], said[at + in_sent : end])
            at = end

    def _show(self, kind: int, given: memoryview, made: memoryview) -> None:
        plain, packed = (given, made) if kind == _COMPRESSED else (made, given)
        if _inflates(packed, plain):
            self.shown = (self.shown[0] + 1, self.shown[1] + len(given))
        else:
            self.wrong += 1


def _inflates(packed: memoryview, plain: memoryview) -> bool:
    """Whether raw deflate data, which may lack its last block, decodes to exactly `plain`."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        return stream.decompress(packed, len(plain) + 1) == plain
    except zlib.error:
        return False

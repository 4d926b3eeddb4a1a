"""What a recipe is: which calls it replaces, on which device, with which knobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from accelagent.domain import Design, Family, Knob, Region, Verdict

STREAM = "zlib-stream"
ONESHOT = "zlib-oneshot"
CHECKSUM = "zlib-checksum"
GZFILE = "zlib-gzfile"
MEMORY = "libc-memory"
MEMORY_LOOP = "idiom-memory"
EVP = "openssl-evp"
WRAPPED = "project-wrapper"
_FILES = frozenset({"gzread", "gzwrite", "gzfread", "gzfwrite"})


def on_gzfiles(region: Region) -> bool:
    """Whether it works on zlib's gzip files, perhaps by other names: `#define QREAD gzread`."""
    named = [call.stands_for for call in region.calls]
    return region.interface == GZFILE or (
        region.interface == WRAPPED and bool(named) and set(named) <= _FILES
    )


@dataclass(frozen=True, slots=True)
class Recipe:
    """One way to rewrite call sites; `knobs` lists the values worth trying, in order."""

    name: str
    device: str  # catalogue model
    asynchronous: bool
    oneshots: frozenset[str]  # functions replaced one call at a time
    flushes: frozenset[str]  # flush arguments of deflate() that it keeps up with, beside none and finish
    knobs: Mapping[str, tuple[Knob, ...]]
    defaults: Mapping[str, Knob]
    loops: bool = False  # submits ahead in loops of independent one-shot calls
    checksums: frozenset[str] = field(default_factory=frozenset)
    inflates: bool = False  # streams of inflate() as well
    gzfiles: bool = False  # files that gzopen() opens
    declines: Mapping[str, str] = field(default_factory=dict)  # by operation or interface: why, of the device
    memory: frozenset[str] = field(
        default_factory=frozenset
    )  # functions on memory, and loops that do the same
    crypto: frozenset[str] = field(default_factory=frozenset)  # OpenSSL's functions; needs the user's word

    @property
    def design(self) -> Design:
        return Design(self.name, tuple(sorted(self.defaults.items())))

    def refusal(self, region: Region) -> str | None:
        """Why the region is not this recipe's; None when it is."""
        if (
            region.verdict is Verdict.AVOID and not self.crypto
        ):  # whoever allowed that gets to see its figures
            return "judged not worth offloading"
        if self.device not in region.devices:
            return f"{self.device} is not among its devices"
        names = {call.name for call in region.calls}
        why = self.declines.get(str(region.operation)) or self.declines.get(region.interface)
        if why:
            return f"{self.device} {why}"
        if self._replaces(region, names):
            return None
        said = ", ".join(sorted(names))
        if region.interface == WRAPPED and names:
            return f"{said} does the work"
        return f"{self.name} has no replacement for {said or region.interface}"

    def _replaces(self, region: Region, names: set[str]) -> bool:
        if self.gzfiles and on_gzfiles(region):
            return True
        match region.interface:
            case "zlib-stream" if region.operation is Family.COMPRESS:
                return True
            case "zlib-stream" if region.operation is Family.DECOMPRESS and self.inflates:
                return True
            case "zlib-oneshot" if names & self.oneshots or (self.loops and names & LOOP_CALLS):
                return True
            case "zlib-checksum" if names & self.checksums:
                return True
            case "libc-memory" if names & self.memory:
                return True
            case "openssl-evp" if names & self.crypto:
                return True
            case "idiom-memory" if self.memory:
                return True
        return False


LOOP_CALLS = frozenset({"compress", "compress2"})

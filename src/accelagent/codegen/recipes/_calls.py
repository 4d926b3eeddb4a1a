"""Calls that stand alone: one-shot compression and checksums, replaced site by site."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from accelagent.codegen.edits import Edit, rename_callee
from accelagent.codegen.recipes._loops import pipeline
from accelagent.codegen.recipes._recipe import LOOP_CALLS
from accelagent.csource import CallSite, SourceFile, parse
from accelagent.domain import Region


@dataclass
class CallEdits:
    """Edits of one file, the functions they replace, and what became of each region."""

    edits: list[Edit] = field(default_factory=list)
    replaced: set[str] = field(default_factory=set)
    served: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)
    loops: bool = False


@dataclass(frozen=True)
class CallFile:
    """A file with one-shot or checksum regions."""

    source: SourceFile

    @classmethod
    def read(cls, root: Path, path: str) -> CallFile:
        return cls(parse(path, (root / path).read_bytes()))

    def edit(self, regions: Sequence[Region], names: Collection[str], *, loops: bool) -> CallEdits:
        """Replace calls of `names` in the regions; with `loops`, first overlap the loops that allow it."""
        done = CallEdits()
        own = {f.name for f in self.source.functions}
        for region in regions:
            sites = self._sites(region)
            clash = own & {s.call.name for s in sites}
            if clash:
                done.refused[region.id] = f"{self.source.path} defines its own {sorted(clash)[0]}"
            elif not sites:
                done.refused[region.id] = f"{self.source.path} no longer has the region's calls"
            else:
                self._edit_region(done, region, sites, names, loops)
        return done

    def _sites(self, region: Region) -> list[CallSite]:
        places = {c.start_byte for c in region.calls}
        names = {c.name for c in region.calls}
        return [s for s in self.source.calls(names) if s.call.start_byte in places]

    def _edit_region(
        self, done: CallEdits, region: Region, sites: Sequence[CallSite], names: Collection[str], loops: bool
    ) -> None:
        for site in sites:
            if loops and site.call.name in LOOP_CALLS:
                result = pipeline(self.source, site)
                if not isinstance(result, str):
                    done.edits += result
                    done.served.add(region.id)
                    done.loops = True
                    continue
                done.refused[region.id] = result
            if site.call.name in names:
                edit = rename_callee(
                    self.source.text, site.call.start_byte, site.call.name, f"accel_{site.call.name}"
                )
                if edit:
                    done.edits.append(edit)
                    done.replaced.add(site.call.name)
                    done.served.add(region.id)

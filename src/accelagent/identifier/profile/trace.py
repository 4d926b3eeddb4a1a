"""The JSON of `accelagent trace`."""

from __future__ import annotations

import json

from accelagent.identifier.profile._format import Content, Format, Row, simple


def _holds(head: bytes) -> bool:
    return head.lstrip()[:1] == b"{" and b'"schema"' in head[:200] and b'"command"' in head


def _read(raw: bytes) -> Content:
    try:
        document = json.loads(raw)
        rows = tuple(
            Row(
                function=simple(s["function"]) if s["located_by"] in ("debug", "symbol") else "",
                callee=s["callee"],
                file=s["file"],
                line=s["line"],
                share=float(s["share"]),
                calls=int(s["calls"]),
                sizes=tuple((int(size), int(calls)) for size, calls in s["sizes"]),
                threads=int(s["threads"]),
                within=tuple(simple(n) for n in s["inlined_into"]),
            )
            for s in document["sites"]
        )
        counted = frozenset(str(n) for n in document["counted"])
        return Content(
            rows,
            f"{sum(r.calls or 0 for r in rows)} calls counted",
            counted,
            int(document["min_memory_bytes"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"no trace: {error} is missing or wrong") from error


PART = Format("trace", _holds, _read)

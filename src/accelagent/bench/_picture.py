"""A drawing of a grid: every cell's designs over the processor, group by group, as SVG."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from html import escape

from accelagent.bench._grid import DESIGNS, GROUP, Cell, Levels

_COLOURS = {"sync": "#c0392b", "async": "#7f8c8d", "tuned": "#2471a3"}
_LEFT, _TOP, _GROUP, _HEIGHT, _FOOT = 60, 40, 54, 360, 110
_DOT = 1.8
_WIDEST_TEXT = 640  # the line that says what is what


def picture(cells: Sequence[Cell], marks: Levels) -> str:
    """One column per group, one dot per cell and design on a logarithmic scale; `marks` are drawn as lines."""
    groups = list(dict.fromkeys(_group(cell) for cell in cells))
    levels = [level for cell in cells for level in cell.levels.values()]
    low, high = math.floor(math.log2(min(*levels, 0.5))), math.ceil(math.log2(max(*levels, 2.0)))
    width, height = max(_WIDEST_TEXT, _LEFT + _GROUP * len(groups) + 60), _TOP + _HEIGHT + _FOOT

    def y(level: float) -> float:
        return _TOP + _HEIGHT * (high - math.log2(level)) / (high - low)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<text x="{_LEFT}" y="16">Throughput over the unmodified encoder (emulated QAT); one dot per cell</text>',
    ]
    for power in range(low, high + 1):
        parts.append(_line(width, y(2.0**power), "#ddd", f"{2.0**power:g}"))
    for number, design in enumerate(DESIGNS):
        colour = _COLOURS[design]
        parts.append(_line(width, y(marks[design]), colour, "", dashed=True))
        said = f"{design} (dashed: {marks[design]:g}, published)"
        parts.append(f'<text x="{_LEFT + 190 * number}" y="31" fill="{colour}">{escape(said)}</text>')
    for column, group in enumerate(groups):
        left = _LEFT + _GROUP * column
        parts.append(f'<line x1="{left}" x2="{left}" y1="{_TOP}" y2="{_TOP + _HEIGHT}" stroke="#eee"/>')
        mine = [cell for cell in cells if _group(cell) == group]
        parts += _dots(left, mine, y)
        parts.append(_label(left + _GROUP / 2, _TOP + _HEIGHT + 12, " ".join(group)))
    return "\n".join([*parts, "</svg>", ""])


def _group(cell: Cell) -> tuple[str, ...]:
    return tuple(str(cell.at[name]) for name in GROUP)


def _line(width: int, y: float, colour: str, text: str, *, dashed: bool = False) -> str:
    dash = ' stroke-dasharray="4 3"' if dashed else ""
    line = f'<line x1="{_LEFT}" x2="{width - 10}" y1="{y:.1f}" y2="{y:.1f}" stroke="{colour}"{dash}/>'
    return line + (f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{text}</text>' if text else "")


def _dots(left: float, cells: Sequence[Cell], y: Callable[[float], float]) -> Iterator[str]:
    """The designs side by side, each with its cells in order."""
    room = (_GROUP - 8) / len(DESIGNS)
    for place, design in enumerate(DESIGNS):
        for number, cell in enumerate(cells):
            x = left + 4 + room * (place + (number + 0.5) / len(cells))
            level = cell.levels[design]
            parts = (f'cx="{x:.1f}"', f'cy="{y(level):.1f}"', f'r="{_DOT}"', f'fill="{_COLOURS[design]}"')
            yield f"<circle {' '.join(parts)}/>"


def _label(x: float, y: float, text: str) -> str:
    return f'<text transform="translate({x:.0f} {y}) rotate(60)">{escape(text)}</text>'

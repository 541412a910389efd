"""Times by number of passages as an SVG drawing, both axes in powers of ten."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from eval.bench.measure import Measure

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 200, 36, 48
PEER = "comparing with all in NumPy"
LINES = {
    "a question, p50": "#1f6feb",
    "a question, p95": "#8250df",
    "nearest vectors, p50": "#1a7f37",
    PEER: "#8c959f",
}
_NAME = re.compile(r"([\d,]+) passages: (.+)")
Point = tuple[int, float]


def plot(measures: Sequence[Measure]) -> str:
    """The measures of the bench's part "scale" as SVG; a drawing without lines for none."""
    lines = _lines_of(measures)
    points = [point for line in lines.values() for point in line]
    sizes = [size for size, _ in points] or [10, 1_000]
    times = [value for _, value in points] or [1e-4, 1]
    x_range = math.floor(math.log10(min(sizes))), math.ceil(math.log10(max(sizes)))
    y_range = math.floor(math.log10(min(times))), math.ceil(math.log10(max(times)))

    def x(size: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * _share(size, x_range)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * _share(value, y_range)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        _text(LEFT, 20, "Time of a question by number of passages", "#1f2328"),
    ]
    for power in range(x_range[0], x_range[1] + 1):
        at = x(10**power)
        parts.append(_line(at, TOP, at, HEIGHT - BOTTOM))
        parts.append(_text(at, HEIGHT - BOTTOM + 18, f"{10**power:,}", "#59636e", "middle"))
    for power in range(y_range[0], y_range[1] + 1):
        at = y(10.0**power)
        parts.append(_line(LEFT, at, WIDTH - RIGHT, at))
        parts.append(_text(LEFT - 6, at + 4, _time(power), "#59636e", "end"))
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(_text(middle, HEIGHT - 10, "passages", "#59636e", "middle"))
    for number, (name, line) in enumerate(lines.items()):
        colour = LINES[name]
        corners = " ".join(f"{x(size):.1f},{y(value):.1f}" for size, value in line)
        parts.append(
            f'<polyline points="{corners}" fill="none" stroke="{colour}" stroke-width="2"/>'
        )
        parts += [
            f'<circle cx="{x(size):.1f}" cy="{y(value):.1f}" r="3" fill="{colour}"/>'
            for size, value in line
        ]
        parts.append(_text(WIDTH - RIGHT + 12, TOP + 16 + 18 * number, name, colour))
    return "\n".join((*parts, "</svg>")) + "\n"


def _lines_of(measures: Sequence[Measure]) -> dict[str, list[Point]]:
    lines: dict[str, list[Point]] = {}
    for measure in measures:
        match = _NAME.fullmatch(measure.name)
        if match is None:
            continue
        size = int(match[1].replace(",", ""))
        for name, value in ((match[2], measure.value), *measure.peers):
            if name in LINES and value > 0:
                lines.setdefault(name, []).append((size, value))
    return lines


def _share(value: float, powers: tuple[int, int]) -> float:
    return (math.log10(value) - powers[0]) / max(1, powers[1] - powers[0])


def _time(power: int) -> str:
    unit, least = (("s", 0), ("ms", -3), ("µs", -6))[0 if power >= 0 else 1 if power >= -3 else 2]
    return f"{10 ** (power - least):,} {unit}"


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="#d1d9e0"/>'


def _text(x: float, y: float, words: str, colour: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}">{words}</text>'

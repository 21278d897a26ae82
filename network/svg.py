"""The network as an SVG picture, made on the server: to take along, and to look at without a script."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from network.graph import Tie
from network.look import Kind
from network.picture import Picture

# The light colours of static/css/tokens.css; a picture outside the house has no style sheet.
PAINT = ("#0d6f77", "#b0521a", "#4f5bb0", "#8a6d00", "#2f7d3b", "#a3386b", "#5f6b6e", "#7a4b2a")
INK, PAPER, TIE, SOFT = "#1b2a2d", "#ffffff", "#857f73", "#4a585b"
WIDTH, HEIGHT, EDGE, LINE = 1600.0, 1000.0, 60.0, 26.0
LETTER, FONT = 7.2, "Source Sans, Segoe UI, sans-serif"
MOST_LABELS = 150


@dataclass(frozen=True)
class Dot:
    """A party at its place in the picture, in pixels."""

    x: float
    y: float
    radius: float
    kind: Kind
    name: str


def drawn(picture: Picture, title: str, day: str) -> str:
    """Return the picture with its names, legend and date."""
    dots = _dots(picture)
    foot = HEIGHT + LINE * math.ceil(len(picture.look.legend) / 4)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {foot + 2 * LINE:g}" font-family="{FONT}">',
        f"<title>{escape(title)}</title>",
        f'<rect width="100%" height="100%" fill="{PAPER}"/>',
        *_ties(picture, dots),
        *(_shape(dot.kind, dot.x, dot.y, dot.radius) for dot in dots),
        *_labels(dots),
        *_legend(picture.look.legend),
        f'<text x="{EDGE}" y="{foot + LINE * 1.4:g}" font-size="15" fill="{SOFT}">{escape(f"{title}, {day}")}</text>',
        "</svg>",
    ]
    return "\n".join(parts)


def _dots(picture: Picture) -> list[Dot]:
    """Fit all positions in the frame; the smaller the world, the larger the dots."""
    if not picture.positions:
        return []
    xs, ys = [x for x, _y in picture.positions], [y for _x, y in picture.positions]
    wide, high = max(xs) - min(xs) or 1.0, max(ys) - min(ys) or 1.0
    scale = min((WIDTH - 2 * EDGE) / wide, (HEIGHT - 2 * EDGE) / high, 180)
    size = max(0.25, min(1.4, scale / 28))
    left, top = (WIDTH - wide * scale) / 2, (HEIGHT - high * scale) / 2
    look = picture.look
    return [
        Dot(left + (x - min(xs)) * scale, top + (y - min(ys)) * scale, radius * size, look.legend[kind], party.name)
        for (x, y), radius, kind, party in zip(picture.positions, look.radius, look.kind, picture.parties, strict=True)
    ]


def _ties(picture: Picture, dots: Sequence[Dot]) -> Iterator[str]:
    """Draw recorded ties dark, shared ones light, and dashed what faded."""
    faint = 0.5 if len(picture.ties) < 500 else 0.22
    for first, second, flags in picture.ties:
        a, b = dots[first], dots[second]
        stated = flags & Tie.STATED
        dashed = ' stroke-dasharray="2 5"' if flags & Tie.FADED else ""
        yield (
            f'<line x1="{a.x:.1f}" y1="{a.y:.1f}" x2="{b.x:.1f}" y2="{b.y:.1f}" stroke="{INK if stated else TIE}"'
            f' stroke-width="{1.4 if stated else 0.8}" opacity="{min(1, faint * (1.6 if stated else 1)):g}"{dashed}/>'
        )


def _shape(kind: Kind, x: float, y: float, r: float) -> str:
    """Draw a circle, square, diamond, triangle or hexagon, each with the same surface."""
    paint = f'fill="{PAINT[kind.colour]}" stroke="{PAPER}" stroke-width="1"'
    if kind.shape == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" {paint}/>'
    corners = " ".join(f"{x + px:.1f},{y + py:.1f}" for px, py in _corners(kind.shape, r))
    return f'<polygon points="{corners}" {paint}/>'


def _corners(shape: int, r: float) -> list[tuple[float, float]]:
    count, turn, larger = {1: (4, math.pi / 4, 1.25), 2: (4, 0.0, 1.25), 3: (3, -math.pi / 2, 1.5), 4: (6, 0.0, 1.1)}[
        shape
    ]
    angles = (turn + 2 * math.pi * corner / count for corner in range(count))
    return [(r * larger * math.cos(angle), r * larger * math.sin(angle)) for angle in angles]


def _labels(dots: Sequence[Dot]) -> Iterator[str]:
    """Write the names of the largest dots that have room, so that no two lie over each other."""
    taken: list[tuple[float, float, float, float]] = []
    for dot in sorted(dots, key=lambda dot: (-dot.radius, dot.name)):
        if len(taken) >= MOST_LABELS:
            return
        half = len(dot.name) * LETTER / 2
        x = min(max(dot.x, half + 4), WIDTH - half - 4)
        box = (x - half, dot.y + dot.radius + 2, x + half, dot.y + dot.radius + 20)
        if any(box[0] < r and left < box[2] and box[1] < b and t < box[3] for left, t, r, b in taken):
            continue
        taken.append(box)
        yield (
            f'<text x="{x:.1f}" y="{dot.y + dot.radius + 16:.1f}" text-anchor="middle" font-size="14" fill="{INK}"'
            f' stroke="{PAPER}" stroke-width="3" paint-order="stroke">{escape(dot.name)}</text>'
        )


def _legend(legend: Sequence[Kind]) -> Iterator[str]:
    column = (WIDTH - 2 * EDGE) / 4
    for number, kind in enumerate(legend):
        x, y = EDGE + column * (number % 4), HEIGHT + LINE * (number // 4) + LINE / 2
        yield _shape(kind, x + 8, y - 5, 7)
        yield f'<text x="{x + 24:g}" y="{y:g}" font-size="15" fill="{INK}">{escape(kind.name)} ({kind.count})</text>'

"""The colours of the newsletter, in the pairs that stand upon each other, and their contrast (WCAG 2.2, 1.4.3)."""

from functools import cache

LEAST = 4.5
# Of text and of what it stands on; first as everybody sees it, then in the dark.
PAIRS = (
    ("#1b2a2d", "#ffffff"),
    ("#1b2a2d", "#e2efee"),
    ("#4a585b", "#ffffff"),
    ("#4a585b", "#e2efee"),
    ("#0d5a61", "#ffffff"),
    ("#0d5a61", "#f6f5f1"),
    ("#0d5a61", "#e2efee"),
    ("#ffffff", "#0d5a61"),
    ("#ffffff", "#073d42"),
    ("#cfe6e4", "#073d42"),
    ("#e9eeed", "#1a2426"),
    ("#e9eeed", "#173a3d"),
    ("#b3c0c1", "#1a2426"),
    ("#b3c0c1", "#173a3d"),
    ("#7cc9c6", "#121a1c"),
    ("#7cc9c6", "#1a2426"),
    ("#7cc9c6", "#173a3d"),
    ("#06292c", "#7cc9c6"),
)
# Lines between items and the ring around what has the focus, which carry no text.
LINES = ("#dedad1", "#324043", "#12262a")


@cache
def lowest_contrast() -> float:
    """Return the contrast of the pair that stands out least."""
    return min(contrast(*pair) for pair in PAIRS)


def contrast(one: str, other: str) -> float:
    """Return how much two colours stand out, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

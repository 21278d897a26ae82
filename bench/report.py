"""What was measured, beside what was promised: on screen, in docs/benchmarks.md and as build/bench.json."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

BEGIN, END = "<!-- figures: written by make bench -->", "<!-- end of figures -->"


@dataclass(frozen=True)
class Figure:
    """One measured value; `met` is None when nothing was promised about it."""

    id: str
    what: str
    value: float
    unit: str
    target: str = ""
    met: bool | None = None

    @property
    def shown(self) -> str:
        """The value with as many digits as mean something."""
        digits = 0 if self.value == int(self.value) or abs(self.value) >= 100 else 2 if abs(self.value) >= 1 else 3
        return f"{self.value:,.{digits}f} {self.unit}".strip()

    @property
    def verdict(self) -> str:
        return {True: "met", False: "NOT MET", None: ""}[self.met]


@dataclass(frozen=True)
class Endured(Figure):
    """What became of so many letters while something broke; `seen` is what staff read meanwhile and afterwards."""

    letters: int = 0
    lost: int = 0
    doubled: int = 0
    unknown: int = 0
    seen: str = ""


def at_least(id: str, what: str, value: float, unit: str, target: float) -> Figure:
    """Say that a value must be so large."""
    return Figure(id, what, value, unit, f"at least {target:g}", value >= target)


def at_most(id: str, what: str, value: float, unit: str, target: float) -> Figure:
    """Say that a value may be no larger."""
    return Figure(id, what, value, unit, f"at most {target:g}", value <= target)


def exactly(id: str, what: str, value: float, unit: str, target: float) -> Figure:
    """Say that a value must be this one."""
    return Figure(id, what, value, unit, f"{target:g}", value == target)


def all_met(figures: Sequence[Figure]) -> bool:
    """Tell whether nothing that was promised was missed."""
    return all(figure.met is not False for figure in figures)


def on_screen(figures: Sequence[Figure]) -> str:
    """Lay the figures out in columns."""
    rows = [(f.id, f.shown, f.target, f.verdict, f.what) for f in figures]
    widths = [*(max((len(row[column]) for row in rows), default=0) for column in range(4)), 0]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def as_markdown(figures: Sequence[Figure], *, now: datetime) -> str:
    """Write the figures of one bench as a table, below the date and the machine."""
    endured = [f for f in figures if isinstance(f, Endured)]
    plain = [f for f in figures if f not in endured]
    parts = [f"Measured on {now:%d %B %Y, %H:%M} on {_machine()}."]
    if plain:
        heading = "| what | measured | promised | | id |\n|---|---|---|---|---|\n"
        rows = (f"| {f.what} | {f.shown} | {f.target} | {f.verdict} | `{f.id}` |" for f in plain)
        parts.append(heading + "\n".join(rows))
    if endured:
        heading = "| fault | letters | lost | doubled | unknown | | what staff saw |\n|---|---|---|---|---|---|---|\n"
        rows = (
            f"| {f.what} | {f.letters:,} | {f.lost} | {f.doubled} | {f.unknown} | {f.verdict} | {f.seen} |"
            for f in endured
        )
        parts.append(heading + "\n".join(rows))
    return "\n\n".join(parts)


def rewrite(page: Path, name: str, table: str, *, order: Sequence[str]) -> None:
    """Replace what a page tells of one bench, between its two markers; all other words stay.

    :raises ValueError: when the page has no markers.
    """
    before, begin, rest = page.read_text().partition(BEGIN)
    between, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{page} has no place for figures: {BEGIN} … {END}")
    parts = (part.partition("\n") for part in between.split("\n### ")[1:])
    told = {heading: text.strip() for heading, _newline, text in parts} | {name: table}
    figures = "".join(f"### {each}\n\n{told[each]}\n\n" for each in order if each in told)
    page.write_text(f"{before}{BEGIN}\n\n{figures}{END}{after}")


def save(path: Path, figures: Sequence[Figure], *, of: Sequence[str]) -> None:
    """Keep the figures of these benches for programs; those of others stay as they were."""
    kept = json.loads(path.read_text()) if path.exists() else []
    others = [row for row in kept if not row["id"].startswith(tuple(f"{bench}." for bench in of))]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(others + [asdict(figure) for figure in figures], indent=1) + "\n")


def _machine() -> str:
    """Name the processor, the number of cores and how busy the machine was."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "this machine")
    return f"{os.cpu_count()} cores ({model}), load {os.getloadavg()[0]:.1f}"

"""Run all benches, or those named: `python -m bench`, `python -m bench post.speed web.server`.

Rewrites what docs/benchmarks.md tells of each; ends with an error when something that was promised is not met.
"""

import sys
import traceback
from datetime import datetime
from importlib import import_module

from bench import report, sink
from bench.house import PROJECT, House, opened
from bench.report import Figure
from demo.run import stop_on_signals

BENCHES = (
    "post.speed",
    "post.memory",
    "post.two",
    "post.rivals",
    "post.million",
    "post.kill",
    "post.faults",
    "release",
    "web.server",
    "network.import",
    "network.duplicates",
    "network.map",
    "network.pages",
)


def main(wanted: list[str]) -> int:
    """Measure, show and keep, bench by bench; the page in docs is rewritten only by a run of everything."""
    names = [name for name in BENCHES if not wanted or any(f"{name}.".startswith(f"{word}.") for word in wanted)]
    if not names:
        print(f"There is no bench {wanted}; there are {BENCHES}.", file=sys.stderr)
        return 2
    stop_on_signals()
    print(sink.described(), file=sys.stderr, flush=True)
    with opened() as house:
        found = {name: measured(name, house) for name in names}
    if broken := [name for name in names if found[name] is None]:
        print(f"These broke off, for the reason above: {', '.join(broken)}.", file=sys.stderr)
        return 1
    figures = [figure for name in names for figure in found[name] or ()]
    return 0 if report.all_met(figures) else 1


def measured(name: str, house: House) -> list[Figure] | None:
    """Run one bench, show and keep what it found; one that breaks off takes nothing of the others along."""
    print(f"{name} …", file=sys.stderr, flush=True)
    try:
        figures: list[Figure] = import_module(f"bench.{name.replace('.', '_')}").run(house)
    except Exception:
        traceback.print_exc()
        return None
    print(report.on_screen(figures), flush=True)
    report.save(PROJECT / "build" / "bench.json", figures, of=[name])
    table = report.as_markdown(figures, now=datetime.now().astimezone())
    report.rewrite(PROJECT / "docs" / "benchmarks.md", name, table, order=BENCHES)
    return figures


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
